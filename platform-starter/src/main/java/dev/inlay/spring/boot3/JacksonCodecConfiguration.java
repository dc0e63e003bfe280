package dev.inlay.spring.boot3;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Values become JSON by the application's own {@code ObjectMapper}, so that its settings hold for state and calls too. */
@Configuration(proxyBeanMethods = false)
public class JacksonCodecConfiguration {

    @Bean
    @ConditionalOnMissingBean
    JsonCodec inlayJsonCodec(ObjectProvider<ObjectMapper> mapper) {
        ObjectMapper unique = mapper.getIfUnique();
        return unique == null ? JsonCodec.standard() : new ObjectMapperCodec(unique);
    }

    /** {@link JsonCodec} on an {@code ObjectMapper} of the application's. */
    private record ObjectMapperCodec(ObjectMapper mapper) implements JsonCodec {

        @Override
        public byte[] encode(@Nullable Object value) {
            try {
                return mapper.writeValueAsBytes(value);
            } catch (IOException e) {
                String type = value == null ? "null" : value.getClass().getName();
                throw new CodecException("a value of " + type + " cannot be written as JSON: " + e.getMessage(), e);
            }
        }

        @Override
        public <T> @Nullable T decode(byte[] json, Type type) {
            try {
                return mapper.readValue(json, mapper.constructType(type));
            } catch (IOException e) {
                throw new CodecException("JSON cannot be read as " + type.getTypeName() + ": " + e.getMessage(), e);
            }
        }
    }
}
