package dev.inlay.api.http;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.nio.charset.StandardCharsets;

/** The answers that many endpoints give. */
final class Replies {

    static final String CONTENT_TYPE = "Content-Type";
    static final String JSON = "application/json";

    static final InvokeResponse NO_CONTENT = new InvokeResponse(204, MessageHeaders.empty(), MessageBody.empty());
    static final InvokeResponse NOT_FOUND = text(404, "404 page not found\n");

    private static final MessageHeaders JSON_HEADERS = MessageHeaders.of(CONTENT_TYPE, JSON);

    private Replies() {}

    static InvokeResponse json(int status, byte[] body) {
        return new InvokeResponse(status, JSON_HEADERS, MessageBody.of(body));
    }

    /** Plain text, as from those parts of Dapr that do not know the catalogue of errors. */
    static InvokeResponse text(int status, String text) {
        MessageHeaders headers = MessageHeaders.builder()
                .add(CONTENT_TYPE, "text/plain; charset=utf-8")
                .add("X-Content-Type-Options", "nosniff")
                .build();
        return new InvokeResponse(status, headers, MessageBody.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
