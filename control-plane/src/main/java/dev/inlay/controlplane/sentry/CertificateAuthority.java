package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.sentry.RootRotation.Phase;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.identity.Pem;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.time.TimeSource;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The authority in force: made or read at the start, replaced when what is kept changes, and moved on by the rotation of
 * the root. Those who sign ask for it anew each time, so nothing is restarted. Thread-safe; opening, reloading and rotating
 * block.
 */
final class CertificateAuthority implements TrustAnchors {

    private static final Logger LOG = LoggerFactory.getLogger(SentryScopes.CA);
    private static final Logger SENTRY = LoggerFactory.getLogger(SentryScopes.SENTRY);
    private static final int TRIES = 5;

    private final BundleStore store;
    private final RootRotation rotation;
    private final @Nullable JwtKeys jwtKeys;
    private final TimeSource time;
    private final Sinks.Many<String> changes = Sinks.many().multicast().directBestEffort();
    private final ProgramMetrics.Count changed;
    private final ProgramMetrics.Level expiry;
    private final ProgramMetrics.Level phase;
    private final ProgramMetrics.Count steps;
    private volatile @Nullable Loaded now;
    private String refused = "";

    private record Loaded(
            StoredBundle bundle,
            Authority authority,
            @Nullable JwtSigner jwt) {}

    /** @param jwtKeys makes and reads the keys of tokens; null if none are issued */
    CertificateAuthority(
            BundleStore store,
            RootRotation rotation,
            @Nullable JwtKeys jwtKeys,
            ProgramMetrics metrics,
            TimeSource time) {
        this.store = store;
        this.rotation = rotation;
        this.jwtKeys = jwtKeys;
        this.time = time;
        this.changed = metrics.counter(
                "dapr_sentry_issuercert_changed_total",
                "The number of issuer cert updates, when issuer cert or key is changed");
        this.expiry = metrics.gauge(
                "dapr_sentry_issuercert_expiry_timestamp",
                "The unix timestamp, in seconds, when issuer/root cert will expire.");
        this.phase = metrics.gauge(
                "inlay_sentry_root_rotation_phase", "1 for the phase that the rotation of the root is in.", "phase");
        this.steps = metrics.counter(
                "inlay_sentry_root_rotation_steps_total", "The steps that rotations of the root have taken.", "step");
    }

    /**
     * Reads what is kept, or makes it.
     *
     * @throws StartFailure if it cannot be used
     */
    synchronized void open() {
        for (int tries = 0; tries < TRIES; tries++) {
            StoredBundle found = store.read();
            StoredBundle complete = completed(found);
            if (complete.equals(found) || store.write(complete)) {
                use(loaded(complete));
                return;
            }
        }
        throw new StartFailure(
                SentryScopes.CA, store.place() + " is changed by somebody else at each try (expected: sentries only)");
    }

    private StoredBundle completed(StoredBundle found) {
        StoredBundle complete = found;
        if (found.hasAuthority()) {
            LOG.info("Root and issuer certs found: using credentials from store");
        } else {
            LOG.info("Root and issuer certs not found: generating self signed CA");
            LOG.info("Generating self-signed CA certs and persisting to store");
            complete = rotation.generate(found, time.now());
            LOG.info("Self-signed certs generated and persisted successfully");
        }
        return jwtKeys == null ? complete : jwtKeys.complete(complete);
    }

    private Loaded loaded(StoredBundle bundle) {
        try {
            Authority authority = Authority.parse(
                    bundle.part(Part.ANCHORS).orElse(""),
                    bundle.part(Part.ISSUER).orElse(""),
                    bundle.part(Part.ISSUER_KEY).orElse(""),
                    time.now());
            return new Loaded(bundle, authority, jwtKeys == null ? null : jwtKeys.signer(bundle));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    SentryScopes.SENTRY,
                    "error creating CA: failed to verify CA bundle: " + e.getMessage() + " (expected in "
                            + store.place()
                            + ": roots that sign themselves, an issuer that leads to them, and its key)",
                    e);
        }
    }

    private void use(Loaded next) {
        Loaded before = now;
        now = next;
        expiry.set(next.authority.issuer().getNotAfter().toInstant().getEpochSecond());
        Phase current = RootRotation.phase(next.bundle);
        for (Phase each : Phase.values()) {
            phase.set(each == current ? 1 : 0, each.name().toLowerCase(Locale.ROOT));
        }
        if (before == null) {
            changed.increment();
        } else if (!before.bundle.equals(next.bundle)) {
            changed.increment();
            if (!before.authority.anchors().equals(next.authority.anchors())) {
                changes.tryEmitNext(pem());
            }
        }
    }

    /** Takes over what somebody else has changed. What cannot be used is not taken; one warning says so. */
    synchronized void reload() {
        StoredBundle found = store.read();
        if (found.equals(current().bundle)) {
            return;
        }
        try {
            if (found.hasAuthority()) {
                Loaded next = loaded(found);
                SENTRY.warn("Issuer credentials changed; reloading");
                use(next);
            } else {
                SENTRY.warn("Issuer credentials changed; reloading");
                open();
            }
            refused = "";
        } catch (StartFailure e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(refused)) {
                refused = reason;
                SENTRY.warn("Issuer credentials changed but cannot be used; those before stay in force: {}", reason);
            }
        }
    }

    /** Takes the next step of the rotation of the root, if one is due. Only one replica may do this. */
    synchronized void rotate() {
        Loaded loaded = current();
        Optional<RootRotation.Step> due = rotation.due(loaded.bundle, loaded.authority, time.now());
        if (due.isEmpty()) {
            return;
        }
        RootRotation.Step step = due.get();
        Loaded next = loaded(step.next());
        if (!store.write(step.next())) {
            reload();
            return;
        }
        use(next);
        steps.increment(step.reason());
        LOG.info("{}: {}", step.reason(), step.message());
        store.announce(step.reason(), step.message());
    }

    private Loaded current() {
        Loaded loaded = now;
        if (loaded == null) {
            throw new IllegalStateException("the authority is not open (expected: open() before)");
        }
        return loaded;
    }

    Authority authority() {
        return current().authority;
    }

    /** Signs tokens; null if none are issued. */
    @Nullable JwtSigner jwt() {
        return current().jwt;
    }

    /** The keys that tokens are verified with, as JSON. */
    String jwks() {
        return current().bundle.part(Part.JWKS).orElse("{\"keys\":[]}");
    }

    /** When what is issued at this instant cannot be valid any more. */
    Instant end() {
        return authority().issuer().getNotAfter().toInstant();
    }

    @Override
    public List<X509Certificate> certificates() {
        return authority().anchors();
    }

    @Override
    public String pem() {
        return Pem.of(certificates());
    }

    @Override
    public Flux<String> changes() {
        return changes.asFlux();
    }
}
