package dev.inlay.resiliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.resiliency.ResiliencyManifest.ActorTarget;
import dev.inlay.resiliency.ResiliencyManifest.BreakerScope;
import dev.inlay.resiliency.ResiliencyManifest.PolicyNames;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTests {

    private static final StatusCodeRanges.Range HTTP = new StatusCodeRanges.Range(100, 599);

    @Test
    void everyFaultIsReportedAtOnceWithItsPlace() {
        String spec = "policies:\n"
                + "  timeouts: {short: soon, negative: -1s}\n"
                + "  retries:\n"
                + "    odd: {policy: sometimes, duration: 1x, maxRetries: many}\n"
                + "    codes: {matching: {httpStatusCodes: '99', gRPCStatusCodes: 5-3}}\n"
                + "  circuitBreakers:\n"
                + "    cel: {trip: 'failures > 3'}\n"
                + "    number: {trip: requests + 1, maxRequests: -1, interval: [1]}\n"
                + "targets:\n"
                + "  apps: {orders: {retry: missing, timeout: short}}\n"
                + "  components: {statestore: {outbound: {circuitBreaker: absent}}}\n"
                + "  actors: {Cart: {circuitBreaker: cel, circuitBreakerScope: some}}\n";

        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> ResiliencyFixture.of(spec))
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::field)
                        .containsExactlyInAnyOrder(
                                "spec.policies.timeouts.short",
                                "spec.policies.timeouts.negative",
                                "spec.policies.retries.odd.policy",
                                "spec.policies.retries.odd.duration",
                                "spec.policies.retries.odd.maxRetries",
                                "spec.policies.retries.codes.matching.httpStatusCodes",
                                "spec.policies.retries.codes.matching.gRPCStatusCodes",
                                "spec.policies.circuitBreakers.cel.trip",
                                "spec.policies.circuitBreakers.number.trip",
                                "spec.policies.circuitBreakers.number.maxRequests",
                                "spec.policies.circuitBreakers.number.interval",
                                "spec.targets.apps.orders.retry",
                                "spec.targets.components.statestore.outbound.circuitBreaker",
                                "spec.targets.actors.Cart.circuitBreakerScope"))
                .withMessageContaining(
                        "resiliency.yaml: spec.targets.apps.orders.retry: there is no retry policy" + " 'missing'")
                .withMessageContaining("'sometimes' is no retry policy (expected: constant or exponential)");
    }

    @Test
    void laterManifestsOverrideEarlierOnesAndTargetsMayNameTheirPolicies() {
        ResiliencyManifest manifest = ManifestReader.read(List.of(
                ResiliencyFixture.resource(
                        "policies: {timeouts: {t: 1s, kept: 3s}}\ntargets: {apps: {orders: {timeout: other}}}"),
                ResiliencyFixture.resource("policies: {timeouts: {t: 2s, other: 4s}}")));

        assertThat(manifest.timeouts())
                .containsEntry("t", Duration.ofSeconds(2))
                .containsEntry("kept", Duration.ofSeconds(3));
        assertThat(manifest.apps()).containsKey("orders");
    }

    @Test
    void actorTargetsAreRead() {
        ResiliencyManifest manifest = ManifestReader.read(
                List.of(ResiliencyFixture.resource("policies: {timeouts: {t: 1s}, circuitBreakers: {cb: {}}}\n"
                        + "targets: {actors: {Cart: {timeout: t, circuitBreaker: cb, circuitBreakerScope: id}}}")));

        assertThat(manifest.actors())
                .containsEntry("Cart", new ActorTarget(new PolicyNames("t", null, "cb"), BreakerScope.ID, 5000));
    }

    @Test
    void anActorsCircuitBreakerNeedsAScope() {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> ResiliencyFixture.of(
                        "policies: {circuitBreakers: {cb: {}}}\ntargets: {actors: {Cart: {circuitBreaker: cb}}}"))
                .withMessageContaining("expected: type, id or both");
    }

    @Test
    void builtInRetriesMayBeNamedAndOverriddenWithAtLeastThreeRetries() {
        ResiliencyManifest manifest = ManifestReader.read(List.of(ResiliencyFixture.resource("policies:\n"
                + "  retries:\n"
                + "    DaprBuiltInServiceRetries: {duration: 9s, maxRetries: 1}\n"
                + "    DaprBuiltInActorNotFoundRetries: {duration: 9s}\n"
                + "targets: {apps: {orders: {retry: DaprBuiltInActorRetries}}}\n")));

        assertThat(manifest.retries().get("DaprBuiltInServiceRetries"))
                .isEqualTo(RetrySettings.of(new RetrySettings.Constant(Duration.ofSeconds(9)), 3));
        assertThat(manifest.retries().get("DaprBuiltInActorNotFoundRetries"))
                .isEqualTo(RetrySettings.of(new RetrySettings.Constant(Duration.ofSeconds(1)), 5));
    }

    @Test
    void statusCodeListsTakeCodesRangesAndBlanks() {
        StatusCodeRanges ranges = StatusCodeRanges.parse("429, 500-502,,504", HTTP);
        assertThat(List.of(428, 429, 499, 500, 502, 503, 504).stream().filter(ranges::contains))
                .containsExactly(429, 500, 502, 504);
        assertThat(StatusCodeRanges.parse("", HTTP).contains(418)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "600", "500-400", "5xx", "500-502-504", "-500", "500-"})
    void otherStatusCodeListsAreRefused(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatusCodeRanges.parse(list, HTTP))
                .withMessageContaining("'" + list + "'")
                .withMessageContaining("from 100 to 599");
    }
}
