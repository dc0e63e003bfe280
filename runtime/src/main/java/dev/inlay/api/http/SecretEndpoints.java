package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.inlay.api.ApiBackend;
import dev.inlay.message.InvokeResponse;
import dev.inlay.secret.SecretClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** The routes about secrets. */
final class SecretEndpoints {

    private final SecretClient secrets;

    SecretEndpoints(ApiBackend backend) {
        this.secrets = backend.secrets();
    }

    List<Route> routes() {
        return List.of(
                Route.of("GetBulkSecret", "GET", "v1.0/secrets/{secretStoreName}/bulk", this::getAll),
                Route.of("GetSecret", "GET", "v1.0/secrets/{secretStoreName}/{key}", this::get));
    }

    private Mono<InvokeResponse> get(Call call) {
        return secrets.get(call.parameter("secretStoreName"), call.parameter("key"), call.metadata())
                .map(entries -> answer(entries, json -> Json.texts(json, new TreeMap<>(entries))))
                .defaultIfEmpty(Replies.NO_CONTENT);
    }

    private Mono<InvokeResponse> getAll(Call call) {
        return secrets.getAll(call.parameter("secretStoreName"), call.metadata())
                .map(all -> answer(all, json -> write(json, new TreeMap<>(all))))
                .defaultIfEmpty(Replies.NO_CONTENT);
    }

    private static InvokeResponse answer(Map<?, ?> secrets, Json.Content content) {
        return secrets.isEmpty() ? Replies.NO_CONTENT : Replies.json(200, Json.write(content));
    }

    private static void write(JsonGenerator json, Map<String, Map<String, String>> all) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Map<String, String>> secret : all.entrySet()) {
            json.writeFieldName(secret.getKey());
            Json.texts(json, new TreeMap<>(secret.getValue()));
        }
        json.writeEndObject();
    }
}
