package dev.inlay.component.redis;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoredValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Values kept as RedisJSON documents, in Dapr's form: {@code {"data":…,"version":1}}. So they are kept where the request
 * says {@code contentType: application/json} and the server knows {@code JSON.GET}; they must be read the same way.
 */
final class JsonDocuments {

    private static final byte[] BEFORE = "{\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "}".getBytes(StandardCharsets.US_ASCII);

    private JsonDocuments() {}

    /** Whether the request asks for a document. */
    static boolean asked(Map<String, String> metadata) {
        return "application/json".equals(metadata.get("contentType"));
    }

    /**
     * The document of a value, without version, which the script adds.
     *
     * @throws StateStoreException if the value is not JSON; checked before anything is sent, because the script could
     *     not take back what it has already written
     */
    static byte[] document(String key, byte[] value, JsonCodec codec) {
        try {
            codec.<Object>decode(value, Object.class);
        } catch (CodecException e) {
            throw new StateStoreException(
                    ErrorCode.STATE_SAVE,
                    "the value of key " + key + " is not JSON (expected: JSON, because the request has contentType"
                            + " application/json)",
                    e);
        }
        byte[] document = new byte[BEFORE.length + value.length + AFTER.length];
        System.arraycopy(BEFORE, 0, document, 0, BEFORE.length);
        System.arraycopy(value, 0, document, BEFORE.length, value.length);
        System.arraycopy(AFTER, 0, document, BEFORE.length + value.length, AFTER.length);
        return document;
    }

    /** The value in a document. */
    static StoredValue read(byte[] document, JsonCodec codec) {
        Map<String, Object> fields = codec.decode(document, Map.class);
        Object version = fields == null ? null : fields.get("version");
        Object data = fields == null ? null : fields.get("data");
        return new StoredValue(StateValue.json(codec.encode(data)), version == null ? null : version.toString());
    }
}
