package dev.inlay.message;

import org.jspecify.annotations.Nullable;

/**
 * An application's answer.
 *
 * @param status the HTTP status, 100 to 599
 * @param headers the header fields; {@code Content-Type} is among them, {@code Content-Length} is not
 * @param body the body; a stream must be subscribed to exactly once, if only to cancel it
 * @param grpc how the call ended for an application that speaks gRPC, of which status and body are then the translation;
 *     null if it speaks HTTP
 */
public record InvokeResponse(
        int status,
        MessageHeaders headers,
        MessageBody body,
        @Nullable GrpcOutcome grpc) {

    /** The answer of an application that speaks HTTP. */
    public InvokeResponse(int status, MessageHeaders headers, MessageBody body) {
        this(status, headers, body, null);
    }

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public InvokeResponse withHeaders(MessageHeaders newHeaders) {
        return new InvokeResponse(status, newHeaders, body, grpc);
    }

    public InvokeResponse withBody(MessageBody newBody) {
        return new InvokeResponse(status, headers, newBody, grpc);
    }
}
