package dev.inlay.invoke;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.MessageHeaders;
import java.nio.charset.StandardCharsets;

/** The other application answered with an error status. */
public final class InvokeException extends InlayException {

    private static final int SHOWN = 200;

    private final String appId;
    private final int status;
    private final transient MessageHeaders headers;
    private final byte[] body;

    public InvokeException(String appId, String verb, String path, int status, MessageHeaders headers, byte[] body) {
        super(
                ErrorCode.DIRECT_INVOKE,
                verb + " " + path + " of " + appId + " answered " + status
                        + (body.length == 0 ? "" : ": " + shorten(body)));
        this.appId = appId;
        this.status = status;
        this.headers = headers;
        this.body = body.clone();
    }

    public String appId() {
        return appId;
    }

    /** The HTTP status the application answered with. */
    public int status() {
        return status;
    }

    public MessageHeaders headers() {
        return headers;
    }

    /** The body of the answer, at most 64 KiB of it. */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public boolean isRetryable() {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static String shorten(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
