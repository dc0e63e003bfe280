package dev.inlay.controlplane.injector;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;

/**
 * What the injector knows of the cluster at the time a pod is made.
 *
 * @param namespace where the pod will live
 * @param trustAnchors the roots now, as PEM
 * @param mtlsEnabled whether instances speak TLS with each other
 * @param nativeSidecars whether the cluster has sidecar containers
 * @param componentContainers pluggable components to be put into pods that ask for them
 */
record PodSituation(
        String namespace,
        String trustAnchors,
        boolean mtlsEnabled,
        boolean nativeSidecars,
        ComponentContainers componentContainers) {

    /** Finds the containers of pluggable components that an application uses. */
    interface ComponentContainers {
        /** The containers in their order. Blocks. */
        List<Container> of(String namespace, String appId);
    }
}
