package dev.inlay.controlplane.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.inlay.controlplane.sentry.RootRotation.Phase;
import dev.inlay.controlplane.sentry.RootRotation.Times;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.Pem;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.testkit.identity.TestAuthority;
import dev.inlay.testkit.identity.TestWorkload;
import dev.inlay.time.TimeSource;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A year passes in seconds: certificates are checked at the time of the virtual clock. */
class RootRotationTests {

    private static final SpiffeId SENTRY = new SpiffeId("cluster.local", "dapr-system", "dapr-sentry");
    private static final SpiffeId SHOP = new SpiffeId("public", "default", "shop");
    private static final SpiffeId STOCK = new SpiffeId("public", "default", "stock");
    private static final Duration TTL = Duration.ofHours(24);
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final TimeSource time = TimeSource.of(clock);
    private final MemoryStore store = new MemoryStore();
    private CertificateAuthority ca = authority();

    private CertificateAuthority authority() {
        return new CertificateAuthority(
                store,
                new RootRotation("cluster.local", SENTRY, Times.of(Duration.ofDays(365), TTL, SKEW)),
                null,
                new ProgramMetrics(),
                time);
    }

    @BeforeEach
    void begin() {
        clock.advanceTimeBy(Duration.ofDays(20_000));
        ca.open();
    }

    @AfterEach
    void end() {
        clock.dispose();
    }

    private Svid issued(SpiffeId id) {
        KeyPair keys = KeyKind.ED25519.generate();
        Instant now = time.now();
        return new Svid(
                id,
                keys.getPrivate(),
                ca.authority()
                        .certify(
                                id,
                                keys.getPublic(),
                                List.of(),
                                new Certificates.Validity(now.minus(SKEW), now.plus(TTL))));
    }

    /** A program as ours are: its certificate and what it trusts come from sentry, at each half of the validity. */
    private final class Program {
        private final TestWorkload workload;
        private final SpiffeId id;
        private Instant renewAt;

        Program(SpiffeId id, Duration phase) {
            this.id = id;
            this.workload = new TestWorkload(issued(id), TrustAnchors.of(ca.pem(), "sentry"));
            this.renewAt = time.now().plus(phase);
        }

        void renewIfDue() {
            if (!time.now().isBefore(renewAt)) {
                workload.renew(issued(id));
                workload.trust(TrustAnchors.of(ca.pem(), "sentry"));
                renewAt = time.now().plus(TTL.dividedBy(2));
            }
        }
    }

    /** A daprd: its certificate is renewed, but it trusts for ever what it was given at its start. */
    private TestWorkload daprd(SpiffeId id) {
        return new TestWorkload(issued(id), TrustAnchors.of(ca.pem(), "the environment"));
    }

    private void shakeHands(TestWorkload client, TestWorkload server) {
        SSLEngine left = Handshakes.client(client, time);
        SSLEngine right = Handshakes.server(server, time);
        assertThatCode(() -> Handshakes.complete(left, right))
                .as("at %s, %s, phase %s", time.now(), client.current(), RootRotation.phase(store.kept))
                .doesNotThrowAnyException();
    }

    @Test
    void trafficFlowsThroughTwoRotationsWithoutOneFailedHandshake() {
        Program shop = new Program(SHOP, Duration.ofHours(3));
        Program stock = new Program(STOCK, Duration.ofHours(11));
        X509Certificate first = ca.certificates().get(0);
        int handshakes = 0;
        Instant end = time.now().plus(Duration.ofDays(365 * 3 / 2));
        while (time.now().isBefore(end)) {
            boolean rotating = RootRotation.phase(store.kept) != Phase.IDLE;
            clock.advanceTimeBy(rotating ? HOUR : HOUR.multipliedBy(6));
            ca.reload();
            ca.rotate();
            shop.renewIfDue();
            stock.renewIfDue();
            if (rotating) {
                shakeHands(shop.workload, stock.workload);
                shakeHands(stock.workload, shop.workload);
                handshakes += 2;
            }
        }
        assertThat(store.announced)
                .containsSubsequence(
                        "RootRotationDistributing",
                        "RootRotationSigning",
                        "RootRotationRetired",
                        "RootRotationDistributing",
                        "RootRotationSigning",
                        "RootRotationRetired");
        assertThat(handshakes).isGreaterThan(150);
        assertThat(shop.workload.certificates()).hasSize(1).doesNotContain(first);
    }

    @Test
    void whoKnowsOnlyTheOldRootIsServedUntilThatExpires() {
        TestWorkload old = daprd(SHOP);
        Instant expiry = ca.certificates().get(0).getNotAfter().toInstant();
        while (time.now().isBefore(expiry.minus(TTL))) {
            clock.advanceTimeBy(Duration.ofHours(6));
            ca.rotate();
            if (RootRotation.phase(store.kept) != Phase.IDLE || time.now().isAfter(expiry.minus(Duration.ofDays(4)))) {
                old.renew(issued(SHOP));
                TestWorkload young = daprd(STOCK);
                shakeHands(old, young);
                shakeHands(young, old);
            }
        }
        assertThat(store.announced).contains("RootRotationRetired");
        assertThat(old.certificates()).doesNotContainAnyElementsOf(ca.certificates());
    }

    @Test
    void aRotationGoesOnAfterARestartOfSentry() {
        clock.advanceTimeBy(Duration.ofDays(250));
        ca.rotate();
        assertThat(RootRotation.phase(store.kept)).isEqualTo(Phase.DISTRIBUTE);
        assertThat(ca.certificates()).hasSize(2);
        X509Certificate before = ca.authority().issuer();

        ca = authority();
        ca.open();
        ca.rotate();
        assertThat(ca.authority().issuer()).isEqualTo(before);

        clock.advanceTimeBy(TTL);
        ca.rotate();
        assertThat(RootRotation.phase(store.kept)).isEqualTo(Phase.SIGN);
        assertThat(ca.authority().issuer()).isNotEqualTo(before);
    }

    @Test
    void anotherReplicaFollowsWhatTheLeaderKeeps() {
        CertificateAuthority follower = authority();
        follower.open();
        List<String> changes = new ArrayList<>();
        follower.changes().subscribe(changes::add);
        clock.advanceTimeBy(Duration.ofDays(250));
        ca.rotate();

        follower.reload();

        assertThat(follower.authority()).isEqualTo(ca.authority());
        assertThat(changes).containsExactly(ca.pem());
    }

    @Test
    void credentialsReplacedByHandEndARotation() {
        clock.advanceTimeBy(Duration.ofDays(250));
        ca.rotate();
        StoredBundle half = store.kept;
        CertificateAuthority other = authority();
        store.kept = StoredBundle.empty();
        other.open();
        store.kept = new StoredBundle(Map.of(
                Part.ANCHORS, store.kept.part(Part.ANCHORS).orElseThrow(),
                Part.ISSUER, store.kept.part(Part.ISSUER).orElseThrow(),
                Part.ISSUER_KEY, store.kept.part(Part.ISSUER_KEY).orElseThrow(),
                Part.NEXT_ISSUER, half.part(Part.NEXT_ISSUER).orElseThrow(),
                Part.NEXT_ISSUER_KEY, half.part(Part.NEXT_ISSUER_KEY).orElseThrow(),
                Part.ROTATION, half.part(Part.ROTATION).orElseThrow()));

        ca.reload();
        ca.rotate();

        assertThat(store.announced).last().isEqualTo("RootRotationAbandoned");
        assertThat(ca.certificates()).hasSize(1);
        assertThat(store.kept.parts()).doesNotContainKeys(Part.NEXT_ISSUER, Part.ROTATION);
    }

    @Test
    void aRootThatOthersHaveMadeIsLeftToThem() {
        TestAuthority companys = TestAuthority.create("company", time.now());
        store.kept = new StoredBundle(Map.of(
                Part.ANCHORS, companys.anchorsPem(),
                Part.ISSUER, Pem.of(List.of(companys.issuer())),
                Part.ISSUER_KEY, Pem.of(companys.issuerKey())));
        ca.reload();
        clock.advanceTimeBy(Duration.ofDays(300));

        ca.rotate();

        assertThat(ca.certificates()).containsExactly(companys.root());
        assertThat(store.announced).isEmpty();
    }

    @Test
    void nothingHappensLongBeforeTheEnd() {
        clock.advanceTimeBy(Duration.ofDays(200));

        ca.rotate();

        assertThat(store.announced).isEmpty();
    }
}
