package dev.inlay.spring.invoke;

import dev.inlay.invoke.InvokeClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.publisher.Mono;

/**
 * Lets a {@code WebClient} call other applications by app id: a request to {@code inlay://order-service/neworder} goes to
 * the application {@code order-service}, wherever its instances are; all others pass unchanged. The authority of the URI
 * is the app id ({@code id} or {@code id.namespace}), without port and user.
 *
 * <p>The {@code WebClient.Builder} bean of Spring Boot has this filter, after those of customizers. Add it to clients that
 * are built otherwise by {@code WebClient.builder().filter(filter)}; filters that change requests belong before it.
 */
public final class InvokeExchangeFilter implements ExchangeFilterFunction {

    /** The scheme of URIs that name an application. */
    public static final String SCHEME = "inlay";

    private final ExchangeFunction throughInlay;

    /**
     * @param invoke the way to other applications
     * @param strategies how bodies are written and read
     */
    public InvokeExchangeFilter(InvokeClient invoke, ExchangeStrategies strategies) {
        this.throughInlay = ExchangeFunctions.create(new InvokeHttpConnector(invoke), strategies);
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return SCHEME.equalsIgnoreCase(request.url().getScheme())
                ? throughInlay.exchange(request)
                : next.exchange(request);
    }
}
