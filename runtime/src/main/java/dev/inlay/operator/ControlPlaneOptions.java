package dev.inlay.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is told about its control plane.
 *
 * @param kubernetes whether it runs in a cluster, so that manifests come from the operator; else only the identity
 *     comes from the control plane
 * @param mtls whether instances prove to each other who they are; to the control plane they always do
 * @param operatorAddress host and port of the operator; empty outside a cluster
 * @param sentryAddress host and port of sentry
 * @param namespace where the control plane runs
 * @param trustDomain of which trust domain it is
 * @param trustAnchors the roots that vouch for it, as PEM
 * @param configuration the name of the application's Configuration; null if it has none
 * @param builtInSecretStore whether components may refer to secrets of the cluster without a secret store of their own
 * @param jwtAudiences for whom sentry is asked for tokens, too
 */
public record ControlPlaneOptions(
        boolean kubernetes,
        boolean mtls,
        String operatorAddress,
        String sentryAddress,
        String namespace,
        String trustDomain,
        String trustAnchors,
        @Nullable String configuration,
        boolean builtInSecretStore,
        List<String> jwtAudiences) {

    public ControlPlaneOptions {
        jwtAudiences = List.copyOf(jwtAudiences);
    }
}
