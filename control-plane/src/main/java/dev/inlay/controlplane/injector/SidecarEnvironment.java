package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment variables of a sidecar, in Dapr's order. */
final class SidecarEnvironment {

    static final String COMPONENT_SOCKETS_FOLDER = "DAPR_COMPONENT_SOCKETS_FOLDER";

    /** A comma ends a value only where another name follows, so that values may hold commas. */
    private static final Pattern NEXT_PAIR = Pattern.compile(",(?=\\s*[a-zA-Z_][a-zA-Z0-9_]*=)");

    private SidecarEnvironment() {}

    /**
     * The variables of a sidecar.
     *
     * @param socketsFolder where the sockets of pluggable components are; null if there are none
     */
    static List<EnvVar> of(
            PodAnnotations annotations,
            InjectorSettings settings,
            PodSituation situation,
            @Nullable String socketsFolder) {
        List<EnvVar> variables = new ArrayList<>(identity(settings, situation));
        if (settings.hostIp()) {
            variables.add(field("DAPR_HOST_IP", "status.podIP"));
        }
        List<EnvVar> own = new ArrayList<>(pairs(annotations.text(Annotation.ENV)));
        own.addAll(secrets(annotations));
        if (!own.isEmpty()) {
            variables.addAll(own);
            variables.add(literal(
                    "DAPR_ENV_KEYS",
                    String.join(" ", own.stream().map(EnvVar::getName).toList())));
        }
        if (socketsFolder != null) {
            variables.add(literal(COMPONENT_SOCKETS_FOLDER, socketsFolder));
        }
        tokens(annotations, variables);
        return variables;
    }

    /** Who a runtime is and whom it trusts: what a sidecar and an embedded runtime both need. */
    static List<EnvVar> identity(InjectorSettings settings, PodSituation situation) {
        return List.of(
                literal("NAMESPACE", situation.namespace()),
                literal("DAPR_TRUST_ANCHORS", situation.trustAnchors()),
                field("POD_NAME", "metadata.name"),
                literal("DAPR_CONTROLPLANE_NAMESPACE", settings.namespace()),
                literal("DAPR_CONTROLPLANE_TRUST_DOMAIN", settings.trustDomain()));
    }

    /** The tokens by which API and application know each other. */
    static void tokens(PodAnnotations annotations, List<EnvVar> variables) {
        String api = annotations.text(Annotation.API_TOKEN_SECRET);
        if (!api.isEmpty()) {
            variables.add(secret("DAPR_API_TOKEN", api, "token"));
        }
        String app = annotations.text(Annotation.APP_TOKEN_SECRET);
        if (!app.isEmpty()) {
            variables.add(secret("APP_API_TOKEN", app, "token"));
        }
    }

    static EnvVar literal(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private static EnvVar secret(String name, String secret, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, null)
                .endValueFrom()
                .build();
    }

    private static List<EnvVar> pairs(String text) {
        List<EnvVar> variables = new ArrayList<>();
        for (String pair : NEXT_PAIR.split(text)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                variables.add(literal(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip()));
            }
        }
        return variables;
    }

    private static List<EnvVar> secrets(PodAnnotations annotations) {
        List<EnvVar> variables = new ArrayList<>();
        for (String pair : annotations.text(Annotation.ENV_FROM_SECRET).split(",")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String name = pair.substring(0, equals).strip();
            String[] secret = pair.substring(equals + 1).strip().split(":", 2);
            variables.add(secret(name, secret[0], secret.length == 2 ? secret[1] : secret[0]));
        }
        return variables;
    }
}
