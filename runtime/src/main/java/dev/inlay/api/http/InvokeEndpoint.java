package dev.inlay.api.http;

import dev.inlay.api.ApiBackend;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import dev.inlay.telemetry.TraceHeaders;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Passes calls on to other applications. Every path that is no other route is taken for one. */
final class InvokeEndpoint {

    static final String NAME = "InvokeService";
    static final String VERSION = "v1.0";
    static final String PATH = "invoke/*";

    private static final Set<String> VERBS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE");

    private final InvokeClient invoke;

    InvokeEndpoint(ApiBackend backend) {
        this.invoke = backend.invoke();
    }

    Mono<InvokeResponse> answer(InvokeRequest request) {
        InvokeTarget target = InvokeTarget.of(request);
        InvokeRequest call = new InvokeRequest(
                target.appId(),
                // Between instances there are only these verbs; Dapr sends any other as POST.
                VERBS.contains(request.verb()) ? request.verb() : "POST",
                target.method(),
                request.query(),
                TraceHeaders.named(withoutTarget(request.headers())),
                request.body());
        return invoke.exchange(call).onErrorMap(error -> failed(target, error));
    }

    private static MessageHeaders withoutTarget(MessageHeaders headers) {
        return headers.contains(InvokeTarget.APP_ID_HEADER)
                ? headers.toBuilder().remove(InvokeTarget.APP_ID_HEADER).build()
                : headers;
    }

    /** Whatever went wrong, to the caller it is the call that failed. */
    private static InlayException failed(InvokeTarget target, Throwable error) {
        if (error instanceof InlayException known && known.code().code().equals(ErrorCode.DIRECT_INVOKE.code())) {
            return known;
        }
        String reason = error.getMessage() == null ? error.toString() : error.getMessage();
        return new InlayException(ErrorCode.DIRECT_INVOKE, ErrorCode.DIRECT_INVOKE.text(target.appId(), reason), error);
    }
}
