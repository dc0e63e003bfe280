package dev.inlay.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link JsonCodec} on Jackson 2, set up as Spring Boot sets up its own: unknown fields pass, dates are ISO text. */
final class JacksonJsonCodec implements JsonCodec {

    static final JsonCodec STANDARD = new JacksonJsonCodec(() -> Standard.MAPPER);

    private final Supplier<ObjectMapper> mapper;

    /** Made when the first value is read or written: Jackson takes its time, and many a sidecar never needs it. */
    private static final class Standard {
        static final ObjectMapper MAPPER = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    JacksonJsonCodec(ObjectMapper mapper) {
        this(() -> mapper);
    }

    private JacksonJsonCodec(Supplier<ObjectMapper> mapper) {
        this.mapper = mapper;
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        try {
            return mapper.get().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            String type = value == null ? "null" : value.getClass().getName();
            throw new CodecException("a value of " + type + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public <T> @Nullable T decode(byte[] json, Type type) {
        ObjectMapper ready = mapper.get();
        JavaType javaType = ready.constructType(type);
        try {
            return ready.readValue(json, javaType);
        } catch (JsonProcessingException e) {
            throw new CodecException("JSON cannot be read as " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CodecException("JSON cannot be read as " + type.getTypeName() + ": " + e.getMessage(), e);
        }
    }
}
