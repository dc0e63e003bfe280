package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads the bodies of requests, and says what is wrong with them. */
final class Bodies {

    /** Reads a document. */
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    private Bodies() {}

    /**
     * All bytes of a body. It has no more than the API takes; the stream itself sees to that.
     *
     * @param unreadable the row of the catalogue for what cannot be read to its end; takes the reason
     */
    static Mono<byte[]> bytes(InvokeRequest request, ErrorCode unreadable) {
        return request.body()
                .toBytes(Integer.MAX_VALUE)
                .onErrorMap(error -> InlayException.of(unreadable, String.valueOf(error.getMessage())));
    }

    /**
     * What a document says. Bytes behind its first value do not count, as with Dapr.
     *
     * @param malformed the row of the catalogue for what cannot be read; takes the reason
     */
    static <T> T parse(byte[] body, ErrorCode malformed, Reader<T> reader) {
        try (JsonParser json = Json.parser(body)) {
            if (json.nextToken() == null) {
                throw InlayException.of(malformed, "EOF");
            }
            return reader.read(json);
        } catch (JsonProcessingException e) {
            throw malformed(malformed, e, e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed(malformed, e, String.valueOf(e.getMessage()));
        }
    }

    private static InlayException malformed(ErrorCode code, IOException cause, String reason) {
        return new InlayException(code, code.text(reason), cause);
    }

    /** The text at the parser; null for null. */
    static @Nullable String text(JsonParser json, String field) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NULL -> null;
            default -> throw unexpected(json, field, "text");
        };
    }

    /** Stands the parser on an object or list; false, and nothing to read, for null. */
    static boolean opens(JsonParser json, String field, JsonToken start) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        if (json.currentToken() != start) {
            throw unexpected(json, field, start == JsonToken.START_OBJECT ? "an object" : "a list");
        }
        return true;
    }

    static JsonProcessingException unexpected(JsonParser json, String field, String expected) {
        return new UnexpectedValue(
                field + " is " + kindOf(json.currentToken()) + " (expected: " + expected + ")", json);
    }

    private static String kindOf(@Nullable JsonToken token) {
        if (token == null) {
            return "missing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "not a value";
        };
    }

    private static final class UnexpectedValue extends JsonProcessingException {
        UnexpectedValue(String message, JsonParser json) {
            super(message, json.currentTokenLocation());
        }
    }
}
