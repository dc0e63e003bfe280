package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.program.TrustBundle;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret {@code dapr-trust-bundle} and the ConfigMap of that name, which has the public part. Both must be there; they
 * are filled and changed, never made: that is what Dapr's charts allow sentry to do.
 */
final class KubernetesStore implements BundleStore {

    private static final Logger LOG = LoggerFactory.getLogger(SentryScopes.CA);

    static final String NAME = TrustBundle.NAME;

    private final KubernetesClient client;
    private final String namespace;
    private final Map<Part, String> keys;
    private final TimeSource time;
    private @Nullable Secret last;

    KubernetesStore(KubernetesClient client, String namespace, Map<Part, String> keys, TimeSource time) {
        this.client = client;
        this.namespace = namespace;
        this.keys = keys;
        this.time = time;
    }

    @Override
    public synchronized StoredBundle read() {
        Secret secret = secret();
        Map<String, String> data = Optional.ofNullable(secret.getData()).orElse(Map.of());
        Map<Part, String> parts = new EnumMap<>(Part.class);
        keys.forEach((part, key) -> {
            String value = data.get(key);
            if (value != null) {
                parts.put(part, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
            }
        });
        last = secret;
        StoredBundle bundle = new StoredBundle(parts);
        String published = Optional.ofNullable(configMap().getData())
                .map(map -> map.get(keys.get(Part.ANCHORS)))
                .orElse("");
        if (published.equals(bundle.part(Part.ANCHORS).orElse(""))) {
            return bundle;
        }
        if (bundle.part(Part.ROTATION).isPresent()) {
            // A rotation of ours was cut off between the two objects; the Secret comes first.
            publish(bundle);
            return bundle;
        }
        return bundle.without(Part.ANCHORS);
    }

    private Secret secret() {
        return found(
                "secret",
                () -> client.secrets().inNamespace(namespace).withName(NAME).get());
    }

    private ConfigMap configMap() {
        return found(
                "configmap",
                () -> client.configMaps().inNamespace(namespace).withName(NAME).get());
    }

    private <T> T found(String kind, java.util.function.Supplier<@Nullable T> get) {
        try {
            T object = get.get();
            if (object != null) {
                return object;
            }
        } catch (KubernetesClientException e) {
            throw new StartFailure(
                    SentryScopes.CA,
                    "failed to get trust bundle " + kind + " " + namespace + "/" + NAME + ": " + e.getMessage(),
                    e);
        }
        throw new StartFailure(
                SentryScopes.CA,
                "the " + kind + " " + namespace + "/" + NAME
                        + " is not there (expected: an empty one to begin with, as the chart makes it)");
    }

    @Override
    public synchronized boolean write(StoredBundle bundle) {
        Secret secret = last == null ? secret() : last;
        Map<String, String> data =
                new HashMap<>(Optional.ofNullable(secret.getData()).orElse(Map.of()));
        keys.forEach((part, key) -> bundle.part(part)
                .ifPresentOrElse(
                        text -> data.put(
                                key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))),
                        () -> data.remove(key)));
        secret.setData(data);
        try {
            last = client.resource(secret).inNamespace(namespace).update();
        } catch (KubernetesClientException e) {
            last = null;
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw new StartFailure(SentryScopes.CA, "failed to store CA bundle in secret: " + e.getMessage(), e);
        }
        publish(bundle);
        return true;
    }

    private void publish(StoredBundle bundle) {
        ConfigMap map = configMap();
        Map<String, String> data =
                new HashMap<>(Optional.ofNullable(map.getData()).orElse(Map.of()));
        for (Part open : new Part[] {Part.ANCHORS, Part.JWKS}) {
            String key = keys.get(open);
            if (key != null) {
                bundle.part(open).ifPresent(text -> data.put(key, text));
            }
        }
        map.setData(data);
        try {
            client.resource(map).inNamespace(namespace).update();
        } catch (KubernetesClientException e) {
            throw new StartFailure(SentryScopes.CA, "failed to store CA bundle in configmap: " + e.getMessage(), e);
        }
    }

    @Override
    public String place() {
        return "the secret and configmap " + namespace + "/" + NAME;
    }

    @Override
    public void announce(String reason, String message) {
        String now =
                time.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        try {
            client.v1()
                    .events()
                    .inNamespace(namespace)
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withGenerateName(NAME + ".")
                            .withNamespace(namespace)
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion("v1")
                            .withKind("Secret")
                            .withName(NAME)
                            .withNamespace(namespace)
                            .endInvolvedObject()
                            .withType("Normal")
                            .withReason(reason)
                            .withMessage(message)
                            .withFirstTimestamp(now)
                            .withLastTimestamp(now)
                            .withCount(1)
                            .withNewSource()
                            .withComponent("dapr-sentry")
                            .endSource()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            LOG.warn("No event was made for {}: {} (expected: leave to create events)", reason, e.getMessage());
        }
    }
}
