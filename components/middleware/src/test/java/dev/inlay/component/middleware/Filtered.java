package dev.inlay.component.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.middleware.HttpMiddleware;
import dev.inlay.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A filter with something behind it that answers 200 and remembers what it was asked. */
public final class Filtered {

    public static final Duration LIMIT = Duration.ofSeconds(20);

    public final List<InvokeRequest> passed = new ArrayList<>();
    private final HttpMiddleware filter;

    private Filtered(HttpMiddleware filter) {
        this.filter = filter;
    }

    /** A filter as its manifest makes it; not initialised. */
    public static HttpMiddleware component(ComponentFactory factory, TimeSource time, Map<String, String> metadata) {
        ComponentContext context = new ComponentContext(
                "filter",
                factory.type(),
                "v1",
                ComponentMetadata.of(factory.fields(), metadata),
                new AppIdentity("shop", ""),
                time,
                JsonCodec.standard());
        return (HttpMiddleware) factory.create(context);
    }

    public static Filtered by(ComponentFactory factory, TimeSource time, Map<String, String> metadata) {
        return by(component(factory, time, metadata));
    }

    public static Filtered by(HttpMiddleware filter) {
        filter.init().block(LIMIT);
        return new Filtered(filter);
    }

    public static InvokeRequest get(String path, String... namesAndValues) {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        int mark = path.indexOf('?');
        return new InvokeRequest(
                "",
                "GET",
                mark < 0 ? path : path.substring(0, mark),
                mark < 0 ? "" : path.substring(mark + 1),
                headers.build(),
                MessageBody.empty());
    }

    public InvokeResponse answer(InvokeRequest request, Context context) {
        InvokeResponse answer = exchange(request).contextWrite(context).block(LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    public InvokeResponse answer(InvokeRequest request) {
        return answer(request, Context.empty());
    }

    public Mono<InvokeResponse> exchange(InvokeRequest request) {
        return filter.filter(request, asked -> {
            synchronized (passed) {
                passed.add(asked);
            }
            return Mono.just(new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty()));
        });
    }

    /** What came out behind the filter, as it stands in a request line. */
    public String lineOf(String path) {
        assertThat(answer(get(path)).status()).isEqualTo(200);
        return passed.get(passed.size() - 1).pathAndQuery();
    }

    public static String text(InvokeResponse answer) {
        return text(answer.body());
    }

    public static String text(MessageBody body) {
        byte[] bytes = body.toBytes(1 << 20).block(LIMIT);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
