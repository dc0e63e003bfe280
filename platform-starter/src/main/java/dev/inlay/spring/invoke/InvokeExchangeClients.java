package dev.inlay.spring.invoke;

import dev.inlay.invoke.InvokeClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** Makes clients of {@link InvokeExchange} interfaces, for those who do not want them found by scanning. Thread-safe. */
public final class InvokeExchangeClients {

    private final WebClient throughInlay;
    private final PropertyResolver properties;
    private final @Nullable Duration blockTimeout;

    /**
     * @param builder what the clients have in common: codecs, filters, observation
     * @param invoke the way to other applications
     * @param properties fill the placeholders in app ids and paths
     * @param blockTimeout how long methods that return plain values wait; null for without limit
     */
    public InvokeExchangeClients(
            WebClient.Builder builder,
            InvokeClient invoke,
            PropertyResolver properties,
            @Nullable Duration blockTimeout) {
        this.throughInlay = builder.clone()
                .filters(filters -> filters.removeIf(InvokeExchangeFilter.class::isInstance))
                .clientConnector(new InvokeHttpConnector(invoke))
                .build();
        this.properties = properties;
        this.blockTimeout = blockTimeout;
    }

    /**
     * A client of this interface.
     *
     * @throws IllegalArgumentException if it is not annotated with {@link InvokeExchange}
     */
    public <T> T create(Class<T> type) {
        InvokeExchange exchange = type.getAnnotation(InvokeExchange.class);
        if (exchange == null) {
            throw new IllegalArgumentException(
                    type.getName() + " says no app id (expected: @InvokeExchange(\"order-service\") on the interface)");
        }
        String appId = properties.resolveRequiredPlaceholders(exchange.value());
        WebClient client = throughInlay
                .mutate()
                .baseUrl(InvokeExchangeFilter.SCHEME + "://" + appId)
                .build();
        WebClientAdapter adapter = WebClientAdapter.create(client);
        adapter.setBlockTimeout(blockTimeout);
        return HttpServiceProxyFactory.builderFor(adapter)
                .embeddedValueResolver(properties::resolveRequiredPlaceholders)
                .build()
                .createClient(type);
    }
}
