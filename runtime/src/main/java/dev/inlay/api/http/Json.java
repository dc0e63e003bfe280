package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as a stream of tokens, always in UTF-8. */
final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Would take bytes that look like UTF-16 for it; what is cut out of a body must be UTF-8.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /** Writes a document. */
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private Json() {}

    static JsonParser parser(byte[] document) throws IOException {
        return FACTORY.createParser(document);
    }

    static byte[] write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new IllegalStateException("JSON could not be written to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Writes an object of texts, or null for none. */
    static void texts(JsonGenerator json, @Nullable Map<String, String> values) throws IOException {
        if (values == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    /** Writes bytes that are JSON where a value belongs. */
    static void writeDocument(JsonGenerator json, byte[] document) throws IOException {
        json.writeRawValue("");
        json.flush();
        ((OutputStream) json.getOutputTarget()).write(document);
    }

    /** Whether the bytes are one JSON value and nothing else. */
    static boolean isDocument(byte[] bytes) {
        try (JsonParser json = parser(bytes)) {
            if (json.nextToken() == null) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A part of a document that has been read without fault, without the white space between its tokens.
     *
     * @param end behind the last byte
     */
    static byte[] compact(byte[] document, int start, int end) {
        byte[] compact = new byte[end - start];
        int length = 0;
        boolean inText = false;
        boolean escaped = false;
        for (int i = start; i < end; i++) {
            byte b = document[i];
            if (inText) {
                inText = b != '"' || escaped;
                escaped = b == '\\' && !escaped;
            } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                continue;
            } else {
                inText = b == '"';
            }
            compact[length++] = b;
        }
        return length == compact.length ? compact : Arrays.copyOf(compact, length);
    }
}
