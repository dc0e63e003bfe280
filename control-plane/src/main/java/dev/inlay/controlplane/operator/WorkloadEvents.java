package dev.inlay.controlplane.operator;

import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owners of workloads what is wrong with their annotations, by warnings that {@code kubectl describe} shows. The
 * same fault of the same workload is one event, however often it is seen. Thread-safe.
 */
final class WorkloadEvents {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator.handlers");
    private static final String REASON = "InvalidAnnotation";
    private static final String SOURCE = "dapr-operator";
    private static final int MESSAGE_LENGTH = 1024;

    private final KubernetesClient client;
    private final TimeSource time;

    WorkloadEvents(KubernetesClient client, TimeSource time) {
        this.client = client;
        this.time = time;
    }

    /** Tells of faults. Blocks. That an event cannot be written is no reason to do nothing else. */
    void tell(HasMetadata workload, List<String> faults) {
        for (String fault : faults) {
            try {
                write(workload, fault);
            } catch (KubernetesClientException e) {
                LOG.warn(
                        "An event for {} '{}' cannot be written: {}",
                        workload.getKind(),
                        workload.getMetadata().getName(),
                        e.getMessage());
            }
        }
    }

    private void write(HasMetadata workload, String fault) {
        String namespace = workload.getMetadata().getNamespace();
        String name =
                workload.getMetadata().getName() + "." + Integer.toHexString((workload.getKind() + fault).hashCode());
        String now = time.now().toString();
        Event present =
                client.v1().events().inNamespace(namespace).withName(name).get();
        if (present != null) {
            client.resource(new EventBuilder(present)
                            .withCount(present.getCount() == null ? 1 : present.getCount() + 1)
                            .withLastTimestamp(now)
                            .build())
                    .update();
            return;
        }
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(workload.getApiVersion())
                        .withKind(workload.getKind())
                        .withName(workload.getMetadata().getName())
                        .withNamespace(namespace)
                        .withUid(workload.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason(REASON)
                        .withMessage(fault.length() > MESSAGE_LENGTH ? fault.substring(0, MESSAGE_LENGTH) : fault)
                        .withNewSource(SOURCE, null)
                        .withReportingComponent(SOURCE)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
    }
}
