package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.AppIds;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Service of each workload whose pods have a runtime. It is never deleted here: it goes with its workload.
 *
 * @param <T> the kind of workload
 */
final class ServiceReconciler<T extends HasMetadata> {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator.handlers");

    private final KubernetesClient client;
    private final Function<T, Workload> read;
    private final WorkloadEvents events;
    private final OperatorMetrics metrics;

    /**
     * What matters of a workload.
     *
     * @param annotations those of its pods
     * @param selector the labels by which it knows its pods
     */
    record Workload(@Nullable Map<String, String> annotations, Map<String, String> selector) {}

    ServiceReconciler(
            KubernetesClient client, Function<T, Workload> read, WorkloadEvents events, OperatorMetrics metrics) {
        this.client = client;
        this.read = read;
        this.events = events;
        this.metrics = metrics;
    }

    /** Makes the Service as the workload wants it now. Its owner is told of what is wrong. Blocks. */
    void reconcile(T workload) {
        Workload now = read.apply(workload);
        List<String> faults = WorkloadFaults.of(now.annotations());
        events.tell(workload, faults);
        PodAnnotations annotations = new PodAnnotations(now.annotations(), LOG::warn);
        if (!annotations.isOn(Annotation.ENABLED)) {
            return;
        }
        String appId = annotations.text(Annotation.APP_ID);
        String fault = AppIds.fault(appId);
        if (fault != null) {
            // No use in trying again: when its owner mends it, it is looked at again.
            LOG.error(
                    "No service for {} '{}' of namespace '{}': {}",
                    workload.getKind(),
                    workload.getMetadata().getName(),
                    workload.getMetadata().getNamespace(),
                    fault);
            return;
        }
        keep(AppService.of(workload, appId, annotations, now.selector()), appId);
    }

    private void keep(Service wanted, String appId) {
        ServiceResource<Service> resource = client.services()
                .inNamespace(wanted.getMetadata().getNamespace())
                .withName(wanted.getMetadata().getName());
        Service present = resource.get();
        if (present == null) {
            client.resource(wanted).create();
            LOG.debug("created service {}", wanted.getMetadata().getName());
            metrics.serviceCreated(appId);
            return;
        }
        if (isAsWanted(present, wanted)) {
            return;
        }
        wanted.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
        client.resource(wanted).update();
        LOG.debug("updated service {}", wanted.getMetadata().getName());
        metrics.serviceUpdated(appId);
    }

    private static boolean isAsWanted(Service present, Service wanted) {
        return wanted.getSpec().getPorts().equals(present.getSpec().getPorts())
                && wanted.getSpec().getSelector().equals(present.getSpec().getSelector())
                && wanted.getMetadata()
                        .getAnnotations()
                        .equals(present.getMetadata().getAnnotations())
                && wanted.getMetadata().getLabels().equals(present.getMetadata().getLabels())
                && wanted.getMetadata()
                        .getOwnerReferences()
                        .equals(present.getMetadata().getOwnerReferences());
    }
}
