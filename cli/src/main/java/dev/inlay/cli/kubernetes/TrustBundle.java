package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What sentry keeps: the Secret {@code dapr-trust-bundle}, and the ConfigMap of that name, which has the public part.
 *
 * @param found the ConfigMap as it was when this was found
 */
record TrustBundle(Cluster cluster, ConfigMap found) {

    static final String ROOTS = "ca.crt";
    static final String ISSUER = "issuer.crt";
    static final String ISSUER_KEY = "issuer.key";
    static final String NEXT_ISSUER = "next-issuer.crt";
    static final String NEXT_ISSUER_KEY = "next-issuer.key";
    static final String ROTATION = "rotation.json";

    private static final String NAME = "dapr-trust-bundle";

    /** The one of the control plane; empty if there is no control plane, or its sentry has not filled it yet. */
    static Optional<TrustBundle> find(Cluster cluster) {
        return cluster
                .client()
                .configMaps()
                .inAnyNamespace()
                .withField("metadata.name", NAME)
                .list()
                .getItems()
                .stream()
                .filter(map -> map.getData() != null
                        && !map.getData().getOrDefault(ROOTS, "").isBlank())
                .findFirst()
                .map(map -> new TrustBundle(cluster, map));
    }

    /** The namespace of the control plane. */
    String namespace() {
        return found.getMetadata().getNamespace();
    }

    static TrustBundle require(Cluster cluster) {
        return find(cluster)
                .orElseThrow(() -> new ClusterException("ConfigMap " + NAME + " with " + ROOTS
                        + " does not exist in any namespace (expected: a control plane whose sentry runs)."
                        + " Use inlay init -k, or see why sentry does not run: inlay status -k"));
    }

    /**
     * When the root ends. Of several, as while one replaces another, the one that stays counts.
     *
     * @throws ClusterException if there is no certificate
     */
    Instant rootEnds() {
        return CertificateFiles.certificates(found.getData().getOrDefault(ROOTS, ""), place(ROOTS)).stream()
                .map(root -> root.getNotAfter().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** The ConfigMap as it is now. */
    ConfigMap published() {
        return Optional.ofNullable(cluster.client()
                        .configMaps()
                        .inNamespace(namespace())
                        .withName(NAME)
                        .get())
                .orElseThrow(() -> new ClusterException("ConfigMap " + namespace() + "/" + NAME
                        + " has gone meanwhile (expected: an installed control plane)"));
    }

    Secret secret() {
        return Optional.ofNullable(cluster.client()
                        .secrets()
                        .inNamespace(namespace())
                        .withName(NAME)
                        .get())
                .orElseThrow(() -> new ClusterException("Secret " + namespace() + "/" + NAME
                        + " does not exist (expected: an installed control plane). Use inlay init -k"));
    }

    /** A part of the Secret; blank if it is absent. */
    static String part(Secret secret, String key) {
        Map<String, String> data = secret.getData();
        return data == null
                ? ""
                : new String(Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.UTF_8);
    }

    /** A part of the Secret, which must be there. */
    String requiredPart(Secret secret, String key) {
        String part = part(secret, key);
        if (part.isBlank()) {
            throw new ClusterException(place(key)
                    + " is empty (expected: what sentry has put there). See why sentry does not run: inlay status -k");
        }
        return part;
    }

    /** How a part is called in messages. */
    String place(String key) {
        return "Secret " + namespace() + "/" + NAME + ", " + key;
    }
}
