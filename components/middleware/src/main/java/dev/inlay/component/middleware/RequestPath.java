package dev.inlay.component.middleware;

import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MethodPath;
import org.jspecify.annotations.Nullable;

/** The path of a request as filters look at it: {@code .} and {@code ..} resolved, so that no rule is walked around. */
public final class RequestPath {

    private RequestPath() {}

    /** The decoded path with its slash; null if it holds what no path may hold. */
    public static @Nullable String decoded(InvokeRequest request) {
        MethodPath path = find(request);
        return path == null ? null : "/" + path.decoded();
    }

    /** The path with its slash and the query, as in a request line; null if it holds what no path may hold. */
    public static @Nullable String withQuery(InvokeRequest request) {
        MethodPath path = find(request);
        return path == null ? null : request.withMethod(path.encoded()).pathAndQuery();
    }

    private static @Nullable MethodPath find(InvokeRequest request) {
        try {
            return MethodPath.of(request.method());
        } catch (InlayException e) {
            return null; // refused further on, with the reason
        }
    }
}
