package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.time.Durations;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the Configuration of the control plane says of certificates ({@code spec.mtls}).
 *
 * @param workloadTtl how long certificates of programs are valid
 * @param clockSkew how far clocks may be apart: certificates begin to be valid so long before they are issued
 * @param validators name and options of each validator of tokens
 */
record SentrySettings(Duration workloadTtl, Duration clockSkew, List<ValidatorSettings> validators) {

    private static final Duration TTL = Duration.ofHours(24);
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final ResourceDefinitionContext CONFIGURATIONS = new ResourceDefinitionContext.Builder()
            .withGroup("dapr.io")
            .withVersion("v1alpha1")
            .withKind("Configuration")
            .withPlural("configurations")
            .withNamespaced(true)
            .build();

    /** A validator by name, with what it is to do. */
    record ValidatorSettings(String name, Map<String, String> options) {}

    /** @throws StartFailure if there is no such file or it says what cannot be */
    static SentrySettings ofFile(String path) {
        try {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of(path)));
            return of(document, path);
        } catch (NoSuchFileException e) {
            throw notFound(path, "stat " + path + ": no such file or directory", e);
        } catch (IOException | RuntimeException e) {
            if (e instanceof StartFailure known) {
                throw known;
            }
            throw notFound(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws StartFailure if there is no such object or it says what cannot be */
    static SentrySettings ofObject(KubernetesClient client, String namespace, String name) {
        GenericKubernetesResource found = configuration(client, namespace, name);
        if (found == null) {
            throw notFound(name, "configurations.dapr.io \"" + name + "\" not found in namespace " + namespace, null);
        }
        return of(found.getAdditionalProperties(), name);
    }

    /**
     * A Configuration of the cluster; null if there is none.
     *
     * @throws StartFailure if Kubernetes refuses to say
     */
    static @Nullable GenericKubernetesResource configuration(KubernetesClient client, String namespace, String name) {
        try {
            return client.genericKubernetesResources(CONFIGURATIONS)
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
        } catch (KubernetesClientException e) {
            throw notFound(name, String.valueOf(e.getMessage()), e);
        }
    }

    /** A value of a document, by the names that lead to it; null if it is not there. */
    static @Nullable Object at(@Nullable Object document, String... names) {
        Object value = document;
        for (String name : names) {
            value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return value;
    }

    private static SentrySettings of(@Nullable Object document, String source) {
        Object mtls = at(document, "spec", "mtls");
        return new SentrySettings(
                duration(at(mtls, "workloadCertTTL"), TTL, "workloadCertTTL", source),
                duration(at(mtls, "allowedClockSkew"), SKEW, "allowedClockSkew", source),
                validators(at(mtls, "tokenValidators")));
    }

    private static Duration duration(@Nullable Object text, Duration otherwise, String name, String source) {
        if (text == null || text.toString().isEmpty()) {
            return otherwise;
        }
        try {
            return Durations.parse(text.toString());
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    SentryScopes.SENTRY,
                    "error parsing " + name + " of the Configuration " + source + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<ValidatorSettings> validators(@Nullable Object list) {
        List<ValidatorSettings> validators = new ArrayList<>();
        for (Object entry : list instanceof List<?> entries ? entries : List.of()) {
            Map<String, String> options = new LinkedHashMap<>();
            if (at(entry, "options") instanceof Map<?, ?> given) {
                given.forEach((name, value) -> options.put(String.valueOf(name), String.valueOf(value)));
            }
            validators.add(new ValidatorSettings(String.valueOf(at(entry, "name")), options));
        }
        return validators;
    }

    private static StartFailure notFound(String name, String reason, @Nullable Throwable cause) {
        String message = "loading default config. couldn't find config name \"" + name + "\": " + reason;
        return cause == null
                ? new StartFailure(SentryScopes.SENTRY, message)
                : new StartFailure(SentryScopes.SENTRY, message, cause);
    }
}
