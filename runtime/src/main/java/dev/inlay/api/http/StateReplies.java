package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.state.StateQueryResult;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoredValue;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the answers of requests about state. */
final class StateReplies {

    private static final String EXPIRES = "ttlExpireTime";

    private StateReplies() {}

    /** One value: the bytes as they are kept, with what is known about them in the header. */
    static InvokeResponse value(StoredValue stored) {
        MessageHeaders.Builder headers = MessageHeaders.builder().add(Replies.CONTENT_TYPE, Replies.JSON);
        if (stored.etag() != null) {
            headers.add("Etag", stored.etag());
        }
        stored.metadata().forEach((name, value) -> headers.set("metadata." + name, value));
        if (stored.expiresAt() != null) {
            headers.set("metadata." + EXPIRES, time(stored.expiresAt()));
        }
        return new InvokeResponse(
                200, headers.build(), MessageBody.of(stored.value().bytes()));
    }

    /** A list with every key that was asked for, in that order; those without a value have nothing but the key. */
    static InvokeResponse values(List<String> keys, List<StoreGetResult> results) {
        Map<String, StoreGetResult> byKey = new HashMap<>();
        results.forEach(result -> byKey.put(result.key(), result));
        return Replies.json(200, Json.write(json -> {
            json.writeStartArray();
            for (String key : keys) {
                write(json, key, byKey.get(key));
            }
            json.writeEndArray();
        }));
    }

    /** What a query found; no content if that is nothing. */
    static InvokeResponse found(StateQueryResult result) {
        if (result.items().isEmpty()) {
            return Replies.NO_CONTENT;
        }
        return Replies.json(200, Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            for (StoreGetResult item : result.items()) {
                write(json, item.key(), item);
            }
            json.writeEndArray();
            if (result.token() != null) {
                json.writeStringField("token", result.token());
            }
            if (!result.metadata().isEmpty()) {
                json.writeFieldName("metadata");
                Json.texts(json, result.metadata());
            }
            json.writeEndObject();
        }));
    }

    private static void write(JsonGenerator json, String key, @Nullable StoreGetResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key);
        StoredValue stored = result == null ? null : result.value();
        if (stored != null) {
            write(json, stored);
        }
        Throwable error = result == null ? null : result.error();
        if (error != null) {
            json.writeStringField("error", String.valueOf(error.getMessage()));
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, StoredValue stored) throws IOException {
        byte[] bytes = stored.value().bytes();
        if (bytes.length > 0) {
            json.writeFieldName("data");
            writeData(json, stored.value());
        }
        if (stored.etag() != null) {
            json.writeStringField("etag", stored.etag());
        }
        if (!stored.metadata().isEmpty() || stored.expiresAt() != null) {
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> entry : stored.metadata().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            if (stored.expiresAt() != null) {
                json.writeStringField(EXPIRES, time(stored.expiresAt()));
            }
            json.writeEndObject();
        }
    }

    /** The value itself if it is JSON; other bytes as Base64, where Dapr would break off its answer. */
    private static void writeData(JsonGenerator json, StateValue value) throws IOException {
        if (value.json() || Json.isDocument(value.bytes())) {
            Json.writeDocument(json, value.bytes());
        } else {
            json.writeBinary(value.bytes());
        }
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
