package dev.inlay.controlplane.program;

import dev.inlay.identity.WorkloadIdentity;

/**
 * The sentry of this same process. It certifies the other roles without being asked over the network: Kubernetes vouches for
 * a pod, and a pod has one role only. Started before they need it.
 */
public interface LocalSentry {

    /**
     * The identity of another role.
     *
     * @param appId who it is, as {@code dapr-operator}
     * @throws IllegalStateException if sentry has not started
     */
    WorkloadIdentity identity(String appId);
}
