package dev.inlay.controlplane.injector;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the injector is set up, from its environment and flags; see {@link InjectorEnvironment}.
 *
 * @param sidecarImage the image of a sidecar unless a pod names another
 * @param imagePullPolicy Kubernetes' word for when to pull it
 * @param namespace the control plane's
 * @param clusterDomain what names of services end in
 * @param trustDomain the control plane's
 * @param tokenMounted whether pods are given a token for sentry
 * @param addresses where the control plane is
 * @param security what a sidecar may do
 * @param nativeSidecars which kind of container a sidecar is unless a pod says so
 * @param hostIp whether a sidecar learns its pod's address from Kubernetes
 * @param ignoreEntrypointTolerations pods with one of these run where an image's entry point must be named as the command
 * @param allowedServiceAccounts whose pods get a sidecar, patterns {@code namespace:name}, in addition to Kubernetes'
 *     controllers
 */
record InjectorSettings(
        String sidecarImage,
        String imagePullPolicy,
        String namespace,
        String clusterDomain,
        String trustDomain,
        boolean tokenMounted,
        Addresses addresses,
        Security security,
        NativeSidecars nativeSidecars,
        boolean hostIp,
        List<Toleration> ignoreEntrypointTolerations,
        List<String> allowedServiceAccounts) {

    InjectorSettings {
        ignoreEntrypointTolerations = List.copyOf(ignoreEntrypointTolerations);
        allowedServiceAccounts = List.copyOf(allowedServiceAccounts);
    }

    /** When a sidecar is an init container that is restarted, so that a Job ends when its application does. */
    enum NativeSidecars {
        AUTO,
        ON,
        OFF
    }

    /**
     * Where the control plane is, each {@code host:port}.
     *
     * @param placement null while actors are off or another service does it
     * @param actorsService {@code name:host:port}; null unless placement is not the one that comes with the platform
     * @param remindersService {@code name:host:port}; null for the built-in way
     * @param scheduler null while there is none
     */
    record Addresses(
            String operator,
            String sentry,
            @Nullable String placement,
            @Nullable String actorsService,
            @Nullable String remindersService,
            @Nullable String scheduler) {}

    /** What a sidecar may do. */
    record Security(
            boolean nonRoot,
            @Nullable Long user,
            @Nullable Long group,
            boolean readOnlyRootFilesystem,
            boolean dropAllCapabilities) {}

    /** Whom sidecars expect sentry to be. */
    String sentryId() {
        return "spiffe://" + trustDomain + "/ns/" + namespace + "/dapr-sentry";
    }
}
