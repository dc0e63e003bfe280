package dev.inlay.middleware;

import dev.inlay.component.ComponentLookup;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.ManifestFields;
import dev.inlay.message.MessageFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * The pipelines of a Configuration. Handlers run in their order; one whose component is not loaded is skipped, as with
 * Dapr, and a line says so.
 *
 * @param server before the HTTP API: {@code spec.httpPipeline}
 * @param app before every call to an application that speaks HTTP, and to HTTP endpoints: {@code spec.appHttpPipeline}
 */
public record Pipelines(MessageFilter server, MessageFilter app) {

    private static final MessageFilter NOTHING = (request, next) -> next.apply(request);

    /**
     * Reads the pipelines. Components are looked up later, at every request.
     *
     * @throws InvalidManifestException with every fault of both
     */
    public static Pipelines of(ConfigurationManifest configuration, ComponentLookup components) {
        List<Fault> faults = new ArrayList<>();
        ManifestFields spec = configuration.fields(faults);
        Pipelines pipelines = new Pipelines(
                pipeline("server", spec.child("httpPipeline"), components),
                pipeline("app", spec.child("appHttpPipeline"), components));
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return pipelines;
    }

    private static MessageFilter pipeline(String name, ManifestFields fields, ComponentLookup components) {
        List<Handler> handlers = fields.items("handlers").stream()
                .map(handler -> new Handler(
                        handler.requiredText("name", "ratelimit"),
                        handler.requiredText("type", "middleware.http.ratelimit"),
                        handler.text("version")))
                .toList();
        return handlers.isEmpty() ? NOTHING : new Pipeline(name, handlers, components);
    }
}
