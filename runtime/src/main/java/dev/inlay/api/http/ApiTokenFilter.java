package dev.inlay.api.http;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Lets through who shows the token; health checks need none. The token does not go further. */
final class ApiTokenFilter implements MessageFilter {

    static final String HEADER = "dapr-api-token";

    private static final Set<String> OPEN =
            Set.of("v1.0/healthz", "v1.0/healthz/", "v1.0/healthz/outbound", "v1.0/healthz/outbound/");
    private static final InvokeResponse REFUSED = Replies.text(401, "invalid api token\n");

    private final byte[] token;

    ApiTokenFilter(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        String shown = request.headers().first(HEADER);
        if (isOpen(request)) {
            return next.apply(request);
        }
        if (!isRight(shown)) {
            request.body().release();
            return Mono.just(REFUSED);
        }
        return next.apply(
                request.withHeaders(request.headers().toBuilder().remove(HEADER).build()));
    }

    private static boolean isOpen(InvokeRequest request) {
        return request.verb().equals("GET") && OPEN.contains(request.method());
    }

    /** Takes the same time however much of the token is right. */
    private boolean isRight(@Nullable String shown) {
        return shown != null && MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
    }
}
