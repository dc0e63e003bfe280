package dev.inlay.controlplane.sentry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.TrustPath;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Replaces the root in phases, long before it expires: what is kept and the time go in, what is to be kept next comes out.
 * How it works and why no handshake fails is told in docs/decisions/0009-root-rotation.md. Pure and thread-safe.
 */
final class RootRotation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LEAD = 3;

    private final String trustDomain;
    private final SpiffeId sentry;
    private final Times times;

    /** How far a rotation is. */
    enum Phase {
        /** There is none. */
        IDLE,
        /** The new root is among the trust anchors; the old issuer signs. */
        DISTRIBUTE,
        /** The new issuer signs; both roots are trust anchors. */
        SIGN
    }

    /**
     * How long things take.
     *
     * @param validity of a new root and issuer
     * @param lead how long before the end of the root a rotation begins
     * @param learning how long everybody has to learn of the new root before it signs
     * @param retiring how long the old root stays a trust anchor after that: as long as what it signed may be valid
     * @param clockSkew how far clocks may be apart
     */
    record Times(Duration validity, Duration lead, Duration learning, Duration retiring, Duration clockSkew) {

        /** The times for roots that are valid so long, where certificates of programs are valid for this time to live. */
        static Times of(Duration validity, Duration workloadTtl, Duration clockSkew) {
            return new Times(validity, validity.dividedBy(LEAD), workloadTtl, workloadTtl.plus(clockSkew), clockSkew);
        }
    }

    /**
     * A step to take.
     *
     * @param reason in one word, for events
     * @param message in words
     * @param next what is to be kept from now on
     */
    record Step(String reason, String message, StoredBundle next) {}

    private record State(Phase phase, Instant since) {}

    RootRotation(String trustDomain, SpiffeId sentry, Times times) {
        this.trustDomain = trustDomain;
        this.sentry = sentry;
        this.times = times;
    }

    /** A new authority. */
    StoredBundle generate(StoredBundle before, Instant now) {
        Generated made = generated(now);
        return before.without(Part.NEXT_ISSUER, Part.NEXT_ISSUER_KEY, Part.ROTATION)
                .with(Part.ANCHORS, Pem.of(List.of(made.root)))
                .with(Part.ISSUER, Pem.of(List.of(made.issuer)))
                .with(Part.ISSUER_KEY, Pem.of(made.key));
    }

    private record Generated(X509Certificate root, X509Certificate issuer, PrivateKey key) {}

    /** The key of the root is used once and forgotten. */
    private Generated generated(Instant now) {
        Certificates.Validity validity =
                new Certificates.Validity(now.minus(times.clockSkew()), now.plus(times.validity()));
        KeyPair rootKeys = KeyKind.ED25519.generate();
        KeyPair issuerKeys = KeyKind.ED25519.generate();
        X509Certificate root = Certificates.root(trustDomain, rootKeys.getPublic(), rootKeys.getPrivate(), validity);
        X509Certificate issuer =
                Certificates.issuer(sentry, issuerKeys.getPublic(), root, rootKeys.getPrivate(), validity);
        return new Generated(root, issuer, issuerKeys.getPrivate());
    }

    /** How far the rotation is. */
    static Phase phase(StoredBundle bundle) {
        return state(bundle).phase;
    }

    /** The step that is due, if any. */
    Optional<Step> due(StoredBundle bundle, Authority authority, Instant now) {
        State state = state(bundle);
        if (state.phase == Phase.DISTRIBUTE && !nextIsTrusted(bundle, authority, now)) {
            return Optional.of(new Step(
                    "RootRotationAbandoned",
                    "The credentials were replaced by hand; the rotation of the root is given up",
                    bundle.without(Part.NEXT_ISSUER, Part.NEXT_ISSUER_KEY, Part.ROTATION)));
        }
        return switch (state.phase) {
            case IDLE ->
                begins(authority, now)
                        ? Optional.of(distribute(bundle, authority, now))
                        : forget(bundle, authority, now);
            case DISTRIBUTE ->
                !now.isBefore(signAt(state, authority)) ? Optional.of(sign(bundle, authority, now)) : Optional.empty();
            case SIGN ->
                !now.isBefore(state.since.plus(times.retiring()))
                        ? Optional.of(retire(bundle, authority, now))
                        : Optional.empty();
        };
    }

    private boolean begins(Authority authority, Instant now) {
        return isOurs(authority) && !now.isBefore(end(authority).minus(times.lead()));
    }

    /** What others have made is theirs to replace. */
    private boolean isOurs(Authority authority) {
        return authority.issuer().getSubjectX500Principal().getName().endsWith("O=" + sentry)
                && authority.anchors().stream()
                        .allMatch(
                                root -> root.getSubjectX500Principal().getName().equals("O=" + trustDomain));
    }

    /** When the authority ends: with its issuer or the root of that. */
    private static Instant end(Authority authority) {
        Instant issuer = authority.issuer().getNotAfter().toInstant();
        return rootOf(authority)
                .map(root -> root.getNotAfter().toInstant())
                .filter(root -> root.isBefore(issuer))
                .orElse(issuer);
    }

    private static Optional<X509Certificate> rootOf(Authority authority) {
        return authority.anchors().stream()
                .filter(root -> signed(root, authority.issuer()))
                .findFirst();
    }

    private static boolean signed(X509Certificate by, X509Certificate certificate) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    private Instant signAt(State state, Authority authority) {
        Instant learned = state.since.plus(times.learning());
        Instant latest = end(authority).minus(times.learning().dividedBy(2));
        return learned.isBefore(latest) ? learned : latest;
    }

    private static boolean nextIsTrusted(StoredBundle bundle, Authority authority, Instant now) {
        try {
            TrustPath.check(Pem.certificates(bundle.part(Part.NEXT_ISSUER).orElse("")), authority.anchors(), now);
            return bundle.part(Part.NEXT_ISSUER_KEY).isPresent();
        } catch (CertificateException | IllegalArgumentException e) {
            return false;
        }
    }

    private Step distribute(StoredBundle bundle, Authority authority, Instant now) {
        Generated made = generated(now);
        List<X509Certificate> anchors = new ArrayList<>(authority.anchors());
        anchors.add(made.root);
        return new Step(
                "RootRotationDistributing",
                "The root expires at " + end(authority) + "; a new one is distributed and signs from "
                        + now.plus(times.learning()) + " on",
                bundle.with(Part.ANCHORS, Pem.of(anchors))
                        .with(Part.NEXT_ISSUER, Pem.of(List.of(made.issuer)))
                        .with(Part.NEXT_ISSUER_KEY, Pem.of(made.key))
                        .with(Part.ROTATION, state(Phase.DISTRIBUTE, now)));
    }

    private Step sign(StoredBundle bundle, Authority authority, Instant now) {
        X509Certificate issuer =
                Pem.certificates(bundle.part(Part.NEXT_ISSUER).orElseThrow()).get(0);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(issuer);
        chain.add(Certificates.bridge(issuer, authority.issuer(), authority.key(), now.minus(times.clockSkew())));
        authority.chain().stream().filter(old -> isValid(old, now)).forEach(chain::add);
        return new Step(
                "RootRotationSigning",
                "The new root signs; the old one stays a trust anchor until " + now.plus(times.retiring()),
                bundle.with(Part.ISSUER, Pem.of(chain))
                        .with(Part.ISSUER_KEY, bundle.part(Part.NEXT_ISSUER_KEY).orElseThrow())
                        .without(Part.NEXT_ISSUER, Part.NEXT_ISSUER_KEY)
                        .with(Part.ROTATION, state(Phase.SIGN, now)));
    }

    private static Step retire(StoredBundle bundle, Authority authority, Instant now) {
        List<X509Certificate> anchors = authority.anchors().stream()
                .filter(root -> signed(root, authority.issuer()))
                .toList();
        return new Step(
                "RootRotationRetired",
                "The old root is no trust anchor any more; programs that know only it still trust what is issued until "
                        + authority.chain().stream()
                                .skip(1)
                                .map(old -> old.getNotAfter().toInstant())
                                .min(Instant::compareTo)
                                .orElse(now),
                bundle.with(Part.ANCHORS, Pem.of(anchors)).without(Part.ROTATION));
    }

    /** What has expired of the way to former roots helps nobody any more. */
    private static Optional<Step> forget(StoredBundle bundle, Authority authority, Instant now) {
        List<X509Certificate> valid = new ArrayList<>(List.of(authority.issuer()));
        authority.chain().stream().skip(1).filter(old -> isValid(old, now)).forEach(valid::add);
        if (valid.size() == authority.chain().size()) {
            return Optional.empty();
        }
        return Optional.of(new Step(
                "RootRotationForgotten",
                "The old root has expired; what led to it is taken out of the chain",
                bundle.with(Part.ISSUER, Pem.of(valid))));
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return certificate.getNotAfter().toInstant().isAfter(now);
    }

    private static String state(Phase phase, Instant since) {
        return JSON.createObjectNode()
                .put("phase", phase.name().toLowerCase(Locale.ROOT))
                .put("since", since.toString())
                .toString();
    }

    private static State state(StoredBundle bundle) {
        try {
            JsonNode json = JSON.readTree(bundle.part(Part.ROTATION).orElse("{}"));
            String phase = json.path("phase").asText("idle");
            return new State(
                    Phase.valueOf(phase.toUpperCase(Locale.ROOT)),
                    Instant.parse(json.path("since").asText(Instant.EPOCH.toString())));
        } catch (JacksonException | IllegalArgumentException | DateTimeException unreadable) {
            return new State(Phase.IDLE, Instant.EPOCH);
        }
    }
}
