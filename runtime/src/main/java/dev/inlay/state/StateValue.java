package dev.inlay.state;

/**
 * A value as a store sees it: bytes, and whether they are a JSON document. A store that can keep JSON as JSON does so
 * (Dapr's SQLite and PostgreSQL stores); the others keep the bytes.
 *
 * <p>The bytes are not copied; neither side may change them afterwards.
 *
 * @param bytes the bytes; for JSON, compact UTF-8 text
 * @param json whether they are a JSON document
 */
public record StateValue(byte[] bytes, boolean json) {

    public static StateValue json(byte[] bytes) {
        return new StateValue(bytes, true);
    }

    public static StateValue raw(byte[] bytes) {
        return new StateValue(bytes, false);
    }
}
