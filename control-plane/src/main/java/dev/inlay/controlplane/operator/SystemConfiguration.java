package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.flag.Role;
import dev.inlay.controlplane.program.StartFailure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reads of the control plane's Configuration when it starts.
 *
 * @param sentryAddress host and port
 * @param trustDomain the control plane's
 */
record SystemConfiguration(String sentryAddress, String trustDomain) {

    private static final String DEFAULT_TRUST_DOMAIN = "cluster.local";

    /**
     * Reads it. Blocks.
     *
     * @throws StartFailure if there is none
     */
    static SystemConfiguration read(KubernetesClient client, String namespace, String name) {
        String what = "the Configuration '" + name + "' of namespace '" + namespace + "'";
        GenericKubernetesResource configuration;
        try {
            configuration = client.genericKubernetesResources(ResourceKind.CONFIGURATION.context())
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
        } catch (KubernetesClientException e) {
            throw new StartFailure(
                    Role.OPERATOR.scope(), "unable to load " + what + " from Kubernetes: " + e.getMessage(), e);
        }
        if (configuration == null) {
            throw new StartFailure(
                    Role.OPERATOR.scope(),
                    "unable to load " + what + ": there is none (expected: the object that the chart makes, or --config"
                            + " with the name of another)");
        }
        return new SystemConfiguration(
                text(configuration.get("spec", "mtls", "sentryAddress"), "dapr-sentry." + namespace + ".svc:443"),
                text(configuration.get("spec", "mtls", "controlPlaneTrustDomain"), DEFAULT_TRUST_DOMAIN));
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value instanceof String text && !text.isEmpty() ? text : otherwise;
    }
}
