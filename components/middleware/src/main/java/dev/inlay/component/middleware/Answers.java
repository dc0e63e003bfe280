package dev.inlay.component.middleware;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.nio.charset.StandardCharsets;

/** Answers that filters give themselves. */
public final class Answers {

    private static final MessageHeaders PLAIN_TEXT = MessageHeaders.of("Content-Type", "text/plain; charset=utf-8");

    private Answers() {}

    /** A line of text, as Dapr's filters answer. */
    public static InvokeResponse text(int status, String text) {
        return new InvokeResponse(status, PLAIN_TEXT, MessageBody.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
