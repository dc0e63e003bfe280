package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Restarts the services of the control plane, one after the other, each without a gap. */
final class ServiceRestart {

    private static final List<String> DEPLOYMENTS =
            List.of("dapr-sentry", "dapr-sidecar-injector", "dapr-operator", "dapr-control-plane");

    private final Cluster cluster;
    private final Terminal terminal;

    ServiceRestart(Cluster cluster, Terminal terminal) {
        this.cluster = cluster;
        this.terminal = terminal;
    }

    void perform(String namespace, Duration timeout) {
        for (String name : DEPLOYMENTS) {
            var deployment =
                    cluster.client().apps().deployments().inNamespace(namespace).withName(name);
            if (deployment.get() != null) {
                terminal.info("Restarting deploy/" + name + "..");
                deployment.rolling().restart();
                deployment.waitUntilCondition(ServiceRestart::isRolledOut, timeout.toSeconds(), TimeUnit.SECONDS);
            }
        }
        terminal.success("All control plane services have restarted successfully!");
    }

    private static boolean isRolledOut(Deployment deployment) {
        if (deployment == null || deployment.getStatus() == null) {
            return false;
        }
        DeploymentStatus status = deployment.getStatus();
        Integer wanted = deployment.getSpec().getReplicas();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && wanted.equals(status.getUpdatedReplicas())
                && wanted.equals(status.getAvailableReplicas())
                && wanted.equals(status.getReplicas());
    }
}
