package dev.inlay.controlplane.program;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The ConfigMap that sentry keeps the trust anchors in, beside a Secret of the same name. */
public final class TrustBundle {

    private static final Logger LOG = LoggerFactory.getLogger(TrustBundle.class);

    /** What the ConfigMap and the Secret are called. */
    public static final String NAME = "dapr-trust-bundle";

    private static final String ANCHORS = "ca.crt";

    private TrustBundle() {}

    /** The trust anchors as PEM; empty as long as sentry has written none, or if they cannot be read. Never fails. */
    public static Mono<String> anchors(KubernetesClient client, String namespace) {
        return Mono.fromCallable(() -> read(client, namespace))
                .subscribeOn(Schedulers.boundedElastic())
                .filter(pem -> !pem.isBlank())
                .onErrorResume(error -> {
                    LOG.debug("ConfigMap {}/{} cannot be read: {}", namespace, NAME, error.toString());
                    return Mono.empty();
                });
    }

    private static String read(KubernetesClient client, String namespace) {
        @Nullable ConfigMap bundle =
                client.configMaps().inNamespace(namespace).withName(NAME).get();
        Map<String, String> data = bundle == null ? null : bundle.getData();
        return data == null ? "" : data.getOrDefault(ANCHORS, "");
    }
}
