package dev.inlay.component.middleware;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Sends requests under other paths, with the variable parts of the original one in the query. The first alias wins. */
final class RouteAliasMiddleware extends LocalMiddleware {

    private final List<Route> routes;

    RouteAliasMiddleware(List<Route> routes) {
        this.routes = routes;
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return next.apply(followed(request));
    }

    private InvokeRequest followed(InvokeRequest request) {
        String path = RequestPath.decoded(request);
        if (path == null) {
            return request;
        }
        return routes.stream()
                .map(route -> route.follow(request, path))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(request);
    }
}
