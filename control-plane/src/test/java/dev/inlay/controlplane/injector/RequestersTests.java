package dev.inlay.controlplane.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose pods get a sidecar. */
class RequestersTests {

    @Test
    void kubernetesOwnControllersMayInject() {
        Requesters requesters = Requesters.of(List.of());

        assertThat(may(requesters, "system:serviceaccount:kube-system:replicaset-controller"))
                .isTrue();
        assertThat(may(requesters, "system:serviceaccount:kube-system:job-controller"))
                .isTrue();
        assertThat(may(requesters, "system:serviceaccount:elsewhere:job-controller"))
                .isFalse();
        assertThat(may(requesters, "job-controller")).isFalse();
    }

    @Test
    void othersMayByName() {
        Requesters requesters = Requesters.of(List.of("ci:builder", "ci-*:*-runner"));

        assertThat(may(requesters, "system:serviceaccount:ci:builder")).isTrue();
        assertThat(may(requesters, "system:serviceaccount:ci:builder2")).isFalse();
        assertThat(may(requesters, "system:serviceaccount:ci-7:fast-runner")).isTrue();
        assertThat(may(requesters, "system:serviceaccount:ci:fast-runner")).isFalse();
    }

    @Test
    void administratorsMay() {
        assertThat(Requesters.of(List.of()).mayInject("me", "", Set.of("system:masters")))
                .isTrue();
        assertThat(Requesters.of(List.of()).mayInject("me", "", Set.of("system:authenticated")))
                .isFalse();
    }

    @Test
    void anAccountIsKnownByItsUid() {
        Requesters requesters = Requesters.of(List.of()).withUids(Set.of("u1"));

        assertThat(requesters.mayInject("impersonated", "u1", Set.of())).isTrue();
        assertThat(requesters.mayInject("impersonated", "u2", Set.of())).isFalse();
        assertThat(requesters.mayInject("impersonated", "", Set.of())).isFalse();
    }

    @Test
    void aPatternHasANamespaceAndAName() {
        assertThatThrownBy(() -> Requesters.of(List.of("builder")))
                .hasMessageContaining("allowed service account 'builder' (expected: a namespace, ':' and a name");
        assertThatThrownBy(() -> Requesters.of(List.of("a:b:c"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean may(Requesters requesters, String user) {
        return requesters.mayInject(user, "", Set.of());
    }
}
