package dev.inlay.peer;

import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.identity.SpiffeId;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvalidMethodException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.message.MethodPath;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.telemetry.Telemetry;
import io.grpc.Status;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The application behind the internal port.
 *
 * @param app who it is
 * @param channel the way to it; gives null while there is none
 * @param access which calls of others are let in
 */
record LocalApplication(
        AppIdentity app, Supplier<? extends @Nullable AppChannel> channel, AccessControl access, Telemetry telemetry) {

    private static final int OK = 200;
    private static final String EVENT_STREAM = "text/event-stream";

    /**
     * The request that this envelope carries, its path made safe.
     *
     * @param caller who sends it; null if that is not proven
     * @throws RefusedCallException if the path is none, or the access control does not let the call in
     */
    InvokeRequest admit(@Nullable SpiffeId caller, InternalInvokeRequest envelope, MessageBody body) {
        InvokeRequest request = RequestEnvelope.read(app.appId(), envelope, body);
        MethodPath path = pathOf(request);
        checkAccess(caller, path.decoded(), request.verb());
        // An application that speaks HTTP decodes what the other kind takes as it stands.
        checkAccess(caller, MethodPath.of(path.encoded()).decoded(), request.verb());
        return request.withMethod(path);
    }

    private void checkAccess(@Nullable SpiffeId caller, String path, String verb) {
        if (!access.allows(caller, path, verb)) {
            throw new RefusedCallException(
                    Status.PERMISSION_DENIED.withDescription(AccessControl.denial(caller, path, verb)));
        }
    }

    private static MethodPath pathOf(InvokeRequest request) {
        try {
            return request.path();
        } catch (InvalidMethodException e) {
            throw new RefusedCallException(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        }
    }

    Mono<InvokeResponse> ask(InvokeRequest request, String callerAppId) {
        return Mono.defer(() -> {
                    AppChannel present = channel.get();
                    return present == null
                            ? Mono.<InvokeResponse>error(new NoChannelException())
                            : telemetry.receiving(request, callerAppId, present::invoke);
                })
                .map(response -> asAnswered(request, response))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the application gave no answer")));
    }

    /** Of an error of gRPC the status goes on the wire; what it means in HTTP is the caller's to know. */
    private static InvokeResponse asAnswered(InvokeRequest request, InvokeResponse response) {
        GrpcOutcome grpc = response.grpc();
        if (grpc == null
                && response.status() != OK
                && EVENT_STREAM.equals(request.headers().first("accept"))) {
            // As with Dapr: who asks for a stream of events gets one, or is told that there is none.
            response.body().release();
            throw new IllegalStateException("no response received from stream");
        }
        return grpc == null || grpc.isOk()
                ? response
                : new InvokeResponse(response.status(), MessageHeaders.empty(), MessageBody.empty(), grpc);
    }

    /** What the caller is told when there is no answer. Texts are Dapr's. */
    static Status failure(Throwable error) {
        return error instanceof NoChannelException
                ? Status.INTERNAL.withDescription(error.getMessage())
                : Status.INTERNAL
                        .withDescription("error invoking app channel: " + error.getMessage())
                        .withCause(error);
    }

    private static final class NoChannelException extends RuntimeException {
        NoChannelException() {
            super("app channel is not initialized", null, false, false);
        }
    }
}
