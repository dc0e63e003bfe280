package dev.inlay.controlplane.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inlay.controlplane.annotation.PodAnnotations;
import dev.inlay.controlplane.injector.InjectorSettings.Addresses;
import dev.inlay.controlplane.injector.InjectorSettings.NativeSidecars;
import dev.inlay.controlplane.injector.InjectorSettings.Security;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the injector's environment variables. Their names are Dapr's, so that its chart starts this injector, too.
 * {@code NATIVE_SIDECAR_ENABLED} is also {@code auto}, and is that if it is absent.
 */
final class InjectorEnvironment {

    private static final String DEFAULT_CLUSTER_DOMAIN = "cluster.local";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UnaryOperator<@Nullable String> environment;
    private final Consumer<String> warnings;

    /** Reads this environment and tells of what it must ignore. */
    InjectorEnvironment(UnaryOperator<@Nullable String> environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /**
     * The settings.
     *
     * @param resolvConf the text of {@code /etc/resolv.conf}, which knows the cluster's domain; empty if there is none
     * @param schedulerEnabled whether sidecars are told where the scheduler is
     * @param tokenMounted whether this program has a token for sentry itself; pods are given one only then
     * @throws IllegalArgumentException if a variable is missing or cannot be understood
     */
    InjectorSettings read(String resolvConf, boolean schedulerEnabled, boolean tokenMounted) {
        String namespace = required("NAMESPACE");
        String domain = text("KUBE_CLUSTER_DOMAIN", "");
        if (domain.isEmpty()) {
            domain = clusterDomain(resolvConf);
        }
        return new InjectorSettings(
                required("SIDECAR_IMAGE"),
                pullPolicy(text("SIDECAR_IMAGE_PULL_POLICY", "Always")),
                namespace,
                domain,
                text("DAPR_CONTROL_PLANE_TRUST_DOMAIN", "cluster.local"),
                tokenMounted,
                addresses("." + namespace + ".svc." + domain, schedulerEnabled),
                new Security(
                        isOnUnlessDenied("SIDECAR_RUN_AS_NON_ROOT"),
                        number("SIDECAR_RUN_AS_USER"),
                        number("SIDECAR_RUN_AS_GROUP"),
                        isOnUnlessDenied("SIDECAR_READ_ONLY_ROOT_FILESYSTEM"),
                        PodAnnotations.isTruthy(environment.apply("SIDECAR_DROP_ALL_CAPABILITIES"))),
                nativeSidecars(),
                PodAnnotations.isTruthy(environment.apply("ENABLE_K8S_DOWNWARD_APIS")),
                tolerations(),
                allowedServiceAccounts());
    }

    private Addresses addresses(String suffix, boolean schedulerEnabled) {
        String actorsName = text("ACTORS_SERVICE_NAME", "placement");
        boolean ownPlacement = actorsName.equals("placement");
        boolean actors = isOnUnlessDenied("ACTORS_ENABLED");
        String reminders = text("REMINDERS_SERVICE_NAME", "");
        boolean builtInReminders = reminders.isEmpty() || reminders.equals("default");
        return new Addresses(
                "dapr-api" + suffix + ":443",
                "dapr-sentry" + suffix + ":443",
                actors && ownPlacement ? "dapr-placement-server" + suffix + ":50005" : null,
                actors && !ownPlacement ? actorsName + ":" + service("ACTORS_SERVICE_ADDRESS", suffix) : null,
                builtInReminders ? null : reminders + ":" + service("REMINDERS_SERVICE_ADDRESS", suffix),
                schedulerEnabled ? "dapr-scheduler-server-a" + suffix + ":443" : null);
    }

    private String service(String variable, String suffix) {
        String address = required(variable);
        String[] parts = address.split(":", -1);
        if (parts.length != 2 || parts[0].isEmpty() || !parts[1].matches("\\d{1,5}")) {
            throw new IllegalArgumentException("environment variable " + variable + " is '" + address
                    + "' (expected: the name of a service of the control plane and its port, as placement:50005)");
        }
        return parts[0] + suffix + ":" + parts[1];
    }

    private static String pullPolicy(String text) {
        return text.equals("Always") || text.equals("Never") ? text : "IfNotPresent";
    }

    private NativeSidecars nativeSidecars() {
        String text = text("NATIVE_SIDECAR_ENABLED", "auto");
        if (text.strip().toLowerCase(Locale.ROOT).equals("auto")) {
            return NativeSidecars.AUTO;
        }
        return PodAnnotations.isTruthy(text) ? NativeSidecars.ON : NativeSidecars.OFF;
    }

    private List<Toleration> tolerations() {
        String text = text("IGNORE_ENTRYPOINT_TOLERATIONS", "");
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return JSON.readValue(text, new TypeReference<List<Toleration>>() {});
        } catch (JsonProcessingException e) {
            // Dapr's chart quotes the value twice; it warns, too.
            warnings.accept("Couldn't parse entrypoint tolerations (" + text + "): " + e.getOriginalMessage());
            return List.of();
        }
    }

    private List<String> allowedServiceAccounts() {
        return Stream.of("ALLOWED_SERVICE_ACCOUNTS", "ALLOWED_SERVICE_ACCOUNTS_PREFIX_NAMES")
                .flatMap(variable -> Arrays.stream(text(variable, "").split(",")))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
    }

    private static String clusterDomain(String resolvConf) {
        return resolvConf
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("search ") || line.startsWith("search\t"))
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .filter(name -> name.startsWith("svc."))
                .map(name -> name.substring("svc.".length()))
                .findFirst()
                .orElse(DEFAULT_CLUSTER_DOMAIN);
    }

    private String required(String variable) {
        String value = environment.apply(variable);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("environment variable " + variable
                    + " is not set (expected: a value; the injector's Deployment has it)");
        }
        return value;
    }

    private @Nullable Long number(String variable) {
        String value = text(variable, "");
        if (value.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "environment variable " + variable + " is '" + value + "' (expected: a whole number, as 65532)", e);
        }
    }

    private boolean isOnUnlessDenied(String variable) {
        String value = text(variable, "");
        return value.isEmpty() || PodAnnotations.isTruthy(value);
    }

    private String text(String variable, String defaultText) {
        String value = environment.apply(variable);
        return value == null || value.isEmpty() ? defaultText : value;
    }
}
