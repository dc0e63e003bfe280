package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives sentry another authority: by the first step of the rotation that sentry goes on with by itself, which breaks no
 * connection, or at once. See docs/decisions/0009-root-rotation.md.
 */
final class RootRenewal {

    private static final String PHASE = "phase";

    private final Cluster cluster;
    private final TrustBundle bundle;
    private final Secret secret;
    private final Instant now;

    /** Reads what is there: all is decided by that, and nothing is written if it has changed meanwhile. */
    RootRenewal(Cluster cluster, TrustBundle bundle, Instant now) {
        this.cluster = cluster;
        this.bundle = bundle;
        this.secret = bundle.secret();
        this.now = now;
    }

    /** Whether what sentry signs with now is beyond a rotation: it has expired. */
    boolean hasExpired() {
        return roots().stream().allMatch(root -> !root.getNotAfter().toInstant().isAfter(now))
                || !issuer().getNotAfter().toInstant().isAfter(now);
    }

    /** Whether the issuer of now may vouch for the next one, by which those trust it who do not learn of the next root. */
    boolean canVouch() {
        return issuer().getBasicConstraints() != 0;
    }

    /** Lets everybody trust the next roots, too; sentry signs with the next issuer once they have had the time to learn. */
    void begin(Authority next) {
        String phase = phase();
        if (!phase.equals("idle")) {
            throw new ClusterException("The root is being replaced already: phase " + phase + " of "
                    + bundle.place(TrustBundle.ROTATION)
                    + " (expected: none). Sentry ends it by itself; --now replaces the root without waiting for it");
        }
        List<X509Certificate> roots = new ArrayList<>(roots());
        next.roots().stream().filter(root -> !roots.contains(root)).forEach(roots::add);
        Map<String, String> parts = new HashMap<>();
        parts.put(TrustBundle.ROOTS, CertificateFiles.pem(roots));
        parts.put(TrustBundle.NEXT_ISSUER, CertificateFiles.pem(next.chain()));
        parts.put(TrustBundle.NEXT_ISSUER_KEY, CertificateFiles.pem(next.key()));
        parts.put(TrustBundle.ROTATION, rotation("distribute"));
        write(parts, List.of());
    }

    /** Puts it in place of what is there. */
    void replace(Authority next) {
        Map<String, String> parts = new HashMap<>();
        parts.put(TrustBundle.ROOTS, CertificateFiles.pem(next.roots()));
        parts.put(TrustBundle.ISSUER, CertificateFiles.pem(next.chain()));
        parts.put(TrustBundle.ISSUER_KEY, CertificateFiles.pem(next.key()));
        // Where there is a state, sentry takes the Secret for right while the ConfigMap still has the roots before.
        parts.put(TrustBundle.ROTATION, rotation("idle"));
        write(parts, List.of(TrustBundle.NEXT_ISSUER, TrustBundle.NEXT_ISSUER_KEY));
    }

    private String phase() {
        String state = TrustBundle.part(secret, TrustBundle.ROTATION);
        if (state.isBlank()) {
            return "idle";
        }
        Map<?, ?> json = cluster.client().getKubernetesSerialization().unmarshal(state, Map.class);
        return String.valueOf(Optional.<Object>ofNullable(json.get(PHASE)).orElse("idle"));
    }

    private String rotation(String phase) {
        return cluster.client().getKubernetesSerialization().asJson(Map.of(PHASE, phase, "since", now.toString()));
    }

    private List<X509Certificate> roots() {
        return CertificateFiles.certificates(
                bundle.requiredPart(secret, TrustBundle.ROOTS), bundle.place(TrustBundle.ROOTS));
    }

    private X509Certificate issuer() {
        return CertificateFiles.certificates(
                        bundle.requiredPart(secret, TrustBundle.ISSUER), bundle.place(TrustBundle.ISSUER))
                .get(0);
    }

    private void write(Map<String, String> parts, List<String> gone) {
        Map<String, String> data = new HashMap<>(secret.getData());
        parts.forEach((key, text) ->
                data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        gone.forEach(data::remove);
        secret.setData(data);
        ConfigMap published = bundle.published();
        try {
            cluster.client().resource(secret).update();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new ClusterException(bundle.place("all of it")
                        + " has been changed meanwhile (expected: by nobody else). Try again");
            }
            throw e;
        }
        published.getData().put(TrustBundle.ROOTS, parts.get(TrustBundle.ROOTS));
        published.getMetadata().setResourceVersion(null);
        cluster.client().resource(published).update();
    }
}
