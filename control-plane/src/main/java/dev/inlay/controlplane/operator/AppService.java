package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.AppIds;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Service through which instances find an application's runtime, sidecar or embedded. */
final class AppService {

    private static final int HTTP_PORT = 3500;
    private static final int SERVICE_HTTP_PORT = 80;
    private static final String RESERVED_PREFIX = "prometheus.io/";

    private AppService() {}

    /**
     * The Service of a workload.
     *
     * @param appId one that {@link AppIds} finds no fault with
     * @param selector the labels by which the workload knows its pods
     */
    static Service of(HasMetadata workload, String appId, PodAnnotations annotations, Map<String, String> selector) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(AppIds.service(appId))
                .withNamespace(workload.getMetadata().getNamespace())
                .withLabels(Map.of(Annotation.ENABLED.key(), "true"))
                .withAnnotations(annotations(appId, annotations))
                .withOwnerReferences(owner(workload))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(selector)
                .withPorts(ports(annotations))
                .endSpec()
                .build();
    }

    /** Kubernetes deletes the Service with its owner. */
    private static OwnerReference owner(HasMetadata workload) {
        return new OwnerReferenceBuilder()
                .withApiVersion(workload.getApiVersion())
                .withKind(workload.getKind())
                .withName(workload.getMetadata().getName())
                .withUid(workload.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    private static List<ServicePort> ports(PodAnnotations annotations) {
        int grpc = annotations.number(Annotation.GRPC_PORT);
        int internal = annotations.number(Annotation.INTERNAL_GRPC_PORT);
        int metrics = annotations.number(Annotation.METRICS_PORT);
        return List.of(
                port("dapr-http", SERVICE_HTTP_PORT, HTTP_PORT),
                port("dapr-grpc", grpc, grpc),
                port("dapr-internal", internal, internal),
                port("dapr-metrics", metrics, metrics));
    }

    private static ServicePort port(String name, int port, int target) {
        return new ServicePortBuilder()
                .withName(name)
                .withProtocol("TCP")
                .withPort(port)
                .withNewTargetPort(target)
                .build();
    }

    private static Map<String, String> annotations(String appId, PodAnnotations annotations) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(Annotation.APP_ID.key(), appId);
        if (annotations.isOn(Annotation.ENABLE_METRICS)) {
            all.put("prometheus.io/probe", "true");
            all.put("prometheus.io/scrape", "true");
            all.put("prometheus.io/port", String.valueOf(annotations.number(Annotation.METRICS_PORT)));
            all.put("prometheus.io/path", "/");
        }
        own(annotations).forEach((key, value) -> {
            if (key.equals(Annotation.APP_ID.key()) || key.startsWith(RESERVED_PREFIX)) {
                annotations.warn("Annotation '" + key + "' of " + Annotation.SIDECAR_SVC_ANNOTATIONS.key()
                        + " is reserved and is ignored");
            } else {
                all.put(key, value);
            }
        });
        return all;
    }

    private static Map<String, String> own(PodAnnotations annotations) {
        Map<String, String> own = new LinkedHashMap<>();
        for (String pair : annotations.text(Annotation.SIDECAR_SVC_ANNOTATIONS).split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                own.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            } else if (!pair.isBlank()) {
                annotations.warn("'" + pair.strip() + "' of " + Annotation.SIDECAR_SVC_ANNOTATIONS.key()
                        + " is ignored (expected: key=value)");
            }
        }
        return own;
    }
}
