package dev.inlay.component.middleware;

import com.google.re2j.Pattern;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Lets requests pass whose path and query have something that a rule describes; answers 400 to all others. */
final class RouterCheckerMiddleware extends LocalMiddleware {

    private final Pattern rule;

    RouterCheckerMiddleware(Pattern rule) {
        this.rule = rule;
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        String path = RequestPath.withQuery(request);
        if (path != null && rule.matcher(path).find()) {
            return next.apply(request);
        }
        request.body().release();
        return Mono.just(Answers.text(400, "invalid router"));
    }
}
