package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.inlay.message.InvokeResponse;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.time.Durations;
import java.io.IOException;
import java.util.List;

/** What the runtime tells about itself, in the shape that Dapr gives it. */
final class MetadataReply {

    private MetadataReply() {}

    static InvokeResponse of(RuntimeMetadata metadata) {
        return Replies.json(200, Json.write(json -> write(json, metadata)));
    }

    private static void write(JsonGenerator json, RuntimeMetadata metadata) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", metadata.appId());
        json.writeStringField("runtimeVersion", metadata.runtimeVersion());
        writeTexts(json, "enabledFeatures", metadata.enabledFeatures());
        if (!metadata.components().isEmpty()) {
            json.writeArrayFieldStart("components");
            for (RuntimeMetadata.LoadedComponent component : metadata.components()) {
                write(json, component);
            }
            json.writeEndArray();
        }
        json.writeFieldName("extended");
        Json.texts(json, metadata.extended());
        writeNamed(json, "httpEndpoints", metadata.httpEndpoints());
        RuntimeMetadata.AppConnection app = metadata.app();
        if (app != null) {
            json.writeFieldName("appConnectionProperties");
            write(json, app);
        }
        writeActors(json);
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
        if (!texts.isEmpty()) {
            json.writeFieldName(field);
            json.writeArray(texts.toArray(String[]::new), 0, texts.size());
        }
    }

    private static void writeNamed(JsonGenerator json, String field, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, RuntimeMetadata.LoadedComponent component) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", component.name());
        json.writeStringField("type", component.type());
        json.writeStringField("version", component.version());
        writeTexts(json, "capabilities", component.capabilities());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, RuntimeMetadata.AppConnection app) throws IOException {
        json.writeStartObject();
        if (app.port() > 0) {
            json.writeNumberField("port", app.port());
        }
        json.writeStringField("protocol", app.protocol());
        json.writeStringField("channelAddress", app.channelAddress());
        if (app.maxConcurrency() > 0) {
            json.writeNumberField("maxConcurrency", app.maxConcurrency());
        }
        RuntimeMetadata.AppHealth health = app.health();
        if (health != null) {
            json.writeObjectFieldStart("health");
            if (!health.path().isEmpty()) {
                json.writeStringField("healthCheckPath", health.path());
            }
            json.writeStringField("healthProbeInterval", Durations.format(health.interval()));
            json.writeStringField("healthProbeTimeout", Durations.format(health.timeout()));
            json.writeNumberField("healthThreshold", health.threshold());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Dapr's clients expect to be told how actors are; without placement they are off. */
    private static void writeActors(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("actorRuntime");
        json.writeStringField("runtimeStatus", "DISABLED");
        json.writeBooleanField("hostReady", false);
        json.writeStringField("placement", "placement: disconnected");
        json.writeEndObject();
    }
}
