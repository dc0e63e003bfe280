package dev.inlay.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Values to JSON and back. The library that does it stays behind this interface, so that no signature of Inlay changes
 * when an application moves to another one.
 *
 * <p>Implementations are thread-safe and do not block.
 */
public interface JsonCodec {

    /**
     * The value as JSON in UTF-8, compact.
     *
     * @throws CodecException if the value cannot be written
     */
    byte[] encode(@Nullable Object value);

    /**
     * The value of this JSON.
     *
     * @return null for the JSON literal {@code null}
     * @throws CodecException if the bytes are not JSON or do not fit the type
     */
    <T> @Nullable T decode(byte[] json, Type type);

    /** The codec that is used where the application brings none. */
    static JsonCodec standard() {
        return JacksonJsonCodec.STANDARD;
    }
}
