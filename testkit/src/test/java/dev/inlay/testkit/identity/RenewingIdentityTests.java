package dev.inlay.testkit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.inlay.identity.IdentityRequest;
import dev.inlay.identity.IdentityUnavailableException;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.KeyPairs;
import dev.inlay.identity.RenewingIdentity;
import dev.inlay.identity.SentryTokens;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.Svid;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest.TokenValidator;
import dev.inlay.time.TimeSource;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

class RenewingIdentityTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final IdentityRequest SHOP =
            new IdentityRequest("shop", "default", "", KeyPairs.of(KeyKind.ED25519), List.of("partner"));

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final TimeSource time = TimeSource.of(clock);
    private final Instant from = time.now().minusSeconds(60);
    private final TestAuthority authority = TestAuthority.create("cluster.local", from);
    private final ScriptedSentry sentry = new ScriptedSentry(authority, time);
    private @Nullable RenewingIdentity identity;

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        if (identity != null) {
            identity.dispose();
        }
        sentry.close();
        clock.dispose();
    }

    private RenewingIdentity started(TrustAnchors anchors, UnaryOperator<@Nullable String> environment) {
        RenewingIdentity begun = RenewingIdentity.start(
                        sentry.address(),
                        ScriptedSentry.ID,
                        anchors,
                        SHOP,
                        new SentryTokens(environment, false),
                        environment,
                        time)
                .block(LIMIT);
        identity = begun;
        return Objects.requireNonNull(begun);
    }

    private RenewingIdentity started() {
        return started(authority.anchors(), name -> null);
    }

    /** Moves the clock and waits for what that sets off, which happens on other threads. */
    private void pass(Duration duration, int requests) {
        clock.advanceTimeBy(duration);
        await().until(() -> sentry.requests.size() >= requests);
        assertThat(sentry.requests).hasSize(requests);
    }

    /**
     * Moves the clock to half of a certificate's validity and no further: a request has a limit on the same clock, which
     * would run out before any answer.
     */
    private void passToRenewal(Svid svid, int requests) {
        Duration half = Duration.between(svid.notBefore(), svid.notAfter()).dividedBy(2);
        pass(Duration.between(time.now(), svid.notBefore().plus(half)), requests);
    }

    @Test
    void whatSentryIssuesIsTheIdentity() {
        RenewingIdentity shop = started();

        assertThat(shop.current().id()).isEqualTo(new SpiffeId("public", "default", "shop"));
        assertThat(shop.current().certificate().getPublicKey().getAlgorithm()).isEqualTo("EdDSA");
        assertThat(shop.audienceJwts()).isEqualTo(Map.of("partner", "token for partner"));
        SignCertificateRequest asked = sentry.requests.get(0);
        assertThat(asked.getTokenValidator()).isEqualTo(TokenValidator.UNKNOWN);
        assertThat(asked.getTrustDomain()).isEmpty();
    }

    @Test
    void halfwayThroughItsValidityACertificateIsRenewedWithFreshKeys() {
        RenewingIdentity shop = started();
        Svid first = shop.current();

        pass(Duration.ofHours(12).minusMinutes(2), 1);
        assertThat(shop.current()).isEqualTo(first);

        passToRenewal(first, 2);
        await().until(() -> !shop.current().equals(first));
        assertThat(shop.current().certificate().getPublicKey())
                .isNotEqualTo(first.certificate().getPublicKey());
        passToRenewal(shop.current(), 3);
    }

    @Test
    void aRenewalThatFailsIsTriedAgainEveryTenSecondsWhileTheOldCertificateStays() {
        RenewingIdentity shop = started();
        Svid first = shop.current();
        sentry.refusal = Status.PERMISSION_DENIED.withDescription("not today");

        passToRenewal(first, 2);
        for (int tries = 3; tries < 8; tries++) {
            int expected = tries;
            await().pollDelay(Duration.ZERO).until(() -> {
                clock.advanceTimeBy(Duration.ofSeconds(1));
                return sentry.requests.size() == expected;
            });
        }
        assertThat(shop.current()).isEqualTo(first);

        sentry.refusal = null;
        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(10));
            return !shop.current().equals(first);
        });
    }

    @Test
    void sentryIsTriedFiveTimesWhenItIsNotThere() {
        sentry.refusal = Status.UNAVAILABLE.withDescription("starting");
        var start = RenewingIdentity.start(
                        sentry.address(),
                        ScriptedSentry.ID,
                        authority.anchors(),
                        SHOP,
                        new SentryTokens(name -> null, false),
                        name -> null,
                        time)
                .toFuture();

        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            return start.isDone();
        });

        assertThat(sentry.requests)
                .hasSize(5)
                .extracting(SignCertificateRequest::getCertificateSigningRequest)
                .as("keys are made once: RSA takes seconds")
                .allSatisfy(request -> assertThat(ScriptedSentry.keyOf(request.toStringUtf8()))
                        .isEqualTo(ScriptedSentry.keyOf(sentry.requests
                                .get(0)
                                .getCertificateSigningRequest()
                                .toStringUtf8())));
        assertThatThrownBy(start::join)
                .hasRootCauseInstanceOf(io.grpc.StatusRuntimeException.class)
                .cause()
                .isInstanceOf(IdentityUnavailableException.class)
                .hasMessage("sentry at " + sentry.address() + " has issued no certificate: UNAVAILABLE: starting"
                        + " (expected: 'spiffe://cluster.local/ns/dapr-system/dapr-sentry' at this address, signed by a"
                        + " root among the trust anchors given, and a program that it may certify; see the log of"
                        + " sentry)");
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        sentry.refusal = Status.PERMISSION_DENIED.withDescription("app-id mismatch");

        assertThatThrownBy(this::started)
                .isInstanceOf(IdentityUnavailableException.class)
                .hasMessageContaining("app-id mismatch");
        assertThat(sentry.requests).hasSize(1);
    }

    @Test
    void aSentryUnderAnotherRootIsNotAsked() {
        TestAuthority other = TestAuthority.create("cluster.local", from);
        var start = RenewingIdentity.start(
                        sentry.address(),
                        ScriptedSentry.ID,
                        other.anchors(),
                        SHOP,
                        new SentryTokens(name -> null, false),
                        name -> null,
                        time)
                .toFuture();
        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            return start.isDone();
        });

        assertThatThrownBy(start::join).hasMessageContaining("leads to none of the 1 trusted roots");
        assertThat(sentry.requests).isEmpty();
    }

    @Test
    void fixedRootsAreReplacedByWhatSentrySays() {
        TestAuthority next = TestAuthority.create("cluster.local", from);
        RenewingIdentity shop = started();
        assertThat(shop.anchors().certificates()).containsExactly(authority.root());

        sentry.anchors = authority.anchorsPem() + next.anchorsPem();
        passToRenewal(shop.current(), 2);

        await().until(() -> shop.anchors().certificates().equals(List.of(authority.root(), next.root())));
    }

    @Test
    void aChangeOfTheRootsRenewsTheIdentityAtOnce() {
        TestAuthority next = TestAuthority.create("cluster.local", from);
        TestWorkload origin = new TestWorkload(authority.issue(ScriptedSentry.ID), authority.anchors());
        RenewingIdentity shop = started(origin, name -> null);

        origin.trust(TrustAnchors.of(authority.anchorsPem() + next.anchorsPem(), "the test"));

        await().until(() -> sentry.requests.size() == 2);
        assertThat(shop.anchors().certificates()).containsExactly(authority.root(), next.root());
    }

    @Test
    void theTokenIsReadAnewForEachRequestFromTheFileThatTheEnvironmentNames() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first\n");
        Map<String, String> environment =
                Map.of("DAPR_SENTRY_TOKEN_FILE", token.toString(), "SENTRY_LOCAL_IDENTITY", "local:shop");
        RenewingIdentity shop = started(authority.anchors(), environment::get);
        Files.writeString(token, "second");
        passToRenewal(shop.current(), 2);

        assertThat(sentry.requests).extracting(SignCertificateRequest::getToken).containsExactly("first", "second");
        assertThat(sentry.requests)
                .extracting(SignCertificateRequest::getTokenValidator)
                .containsOnly(TokenValidator.JWKS);
        assertThat(sentry.requests.get(0).getId()).isEqualTo("local:shop");
    }
}
