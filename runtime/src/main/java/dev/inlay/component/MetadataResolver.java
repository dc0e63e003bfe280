package dev.inlay.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills in what metadata takes from its surroundings: templates and environment variables. Values of secrets are not
 * looked into: a brace in a password is a brace.
 */
final class MetadataResolver {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataResolver.class);

    /** What {@code {namespace}} stands for where the application has none; Dapr's default. */
    private static final String DEFAULT_NAMESPACE = "default";

    private final AppIdentity app;
    private final OpenEnvironment environment;

    MetadataResolver(AppIdentity app, OpenEnvironment environment) {
        this.app = app;
        this.environment = environment;
    }

    /** The values of a component that need no secret, by field name. */
    Map<String, String> resolve(ComponentManifest manifest, List<Fault> faults) {
        Map<String, String> values = new LinkedHashMap<>();
        for (MetadataItem item : manifest.metadata()) {
            if (item instanceof MetadataItem.Value value) {
                values.put(value.name(), fill(value.value(), value.name(), manifest, faults));
            } else if (item instanceof MetadataItem.Secret secret) {
                values.put(secret.name(), secret.value());
            } else if (item instanceof MetadataItem.EnvRef reference) {
                values.put(reference.name(), fill(read(reference, manifest), reference.name(), manifest, faults));
            }
        }
        return values;
    }

    private String read(MetadataItem.EnvRef reference, ComponentManifest manifest) {
        if (!environment.isOpen(reference.variable())) {
            LOG.warn(
                    "component {}: {} refers to the environment variable '{}', which components may not read; it stays"
                            + " empty ({})",
                    manifest.displayName(),
                    manifest.fieldPath(reference.name()),
                    reference.variable(),
                    manifest.source());
        }
        return environment.value(reference.variable());
    }

    private String fill(String template, String field, ComponentManifest manifest, List<Fault> faults) {
        if (template.indexOf('{') < 0) {
            return template;
        }
        String filled = template;
        while (filled.contains("{uuid}")) {
            int start = filled.indexOf("{uuid}");
            filled = filled.substring(0, start) + UUID.randomUUID() + filled.substring(start + "{uuid}".length());
        }
        if (filled.contains("{podName}")) {
            String podName = environment.value("POD_NAME");
            if (podName.isEmpty()) {
                faults.add(new Fault(
                        manifest.source(),
                        manifest.fieldPath(field),
                        "has the template {podName}, but the environment variable POD_NAME is not set (expected: the"
                                + " pod's name in it)"));
                return filled;
            }
            filled = filled.replace("{podName}", podName);
        }
        String namespace = app.namespace().isEmpty() ? DEFAULT_NAMESPACE : app.namespace();
        return filled.replace("{namespace}", namespace + "." + app.appId()).replace("{appID}", app.appId());
    }
}
