package dev.inlay.message;

/**
 * An application's answer.
 *
 * @param status the HTTP status, 100 to 599
 * @param headers the header fields; {@code Content-Type} is among them, {@code Content-Length} is not
 * @param body the body; a stream must be subscribed to exactly once, if only to cancel it
 */
public record InvokeResponse(int status, MessageHeaders headers, MessageBody body) {

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
