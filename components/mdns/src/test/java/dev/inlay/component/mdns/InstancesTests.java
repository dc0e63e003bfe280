package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.peer.PeerAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstancesTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PeerAddress ONE = new PeerAddress("10.0.0.1", 50002);
    private static final PeerAddress TWO = new PeerAddress("10.0.0.2", 50002);
    private static final PeerAddress THREE = new PeerAddress("10.0.0.3", 50002);

    private final Instances instances = new Instances();

    @Test
    void theyTakeTurns() {
        instances.expect("orders", START);
        Stream.of(ONE, TWO, THREE).forEach(address -> instances.heard("orders", address, START));

        List<PeerAddress> turns = IntStream.range(0, 6)
                .mapToObj(call -> instances.next("orders", START))
                .toList();
        assertThat(turns.subList(0, 3)).containsExactlyInAnyOrder(ONE, TWO, THREE);
        assertThat(turns.subList(3, 6)).isEqualTo(turns.subList(0, 3));
    }

    @Test
    void anAddressCountsForSixtySecondsAfterItWasLastHeard() {
        instances.expect("orders", START);
        instances.heard("orders", ONE, START);
        instances.heard("orders", ONE, START.plusSeconds(30));

        assertThat(instances.next("orders", START.plusSeconds(90).minusMillis(1)))
                .isEqualTo(ONE);
        assertThat(instances.next("orders", START.plusSeconds(90))).isNull();
    }

    @Test
    void whoIsGoneIsNotGivenAgainUntilHeardAgain() {
        instances.expect("orders", START);
        instances.heard("orders", ONE, START);
        instances.heard("orders", TWO, START);
        instances.gone("orders", ONE);

        assertThat(instances.next("orders", START)).isEqualTo(TWO);
        assertThat(instances.next("orders", START)).isEqualTo(TWO);
        instances.heard("orders", ONE, START);
        assertThat(Set.of(next(), next())).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void whatNobodyAskedForIsNotKept() {
        assertThat(instances.heard("orders", ONE, START)).isFalse();
        assertThat(instances.next("orders", START)).isNull();
    }

    @Test
    void applicationsWithInstancesAreAskedForAgainOthersAreForgottenAfterAWhile() {
        instances.expect("orders", START);
        instances.expect("nobody", START);
        instances.heard("orders", ONE, START);
        assertThat(instances.found(START.plusSeconds(59))).containsExactly("orders");
        assertThat(instances.heard("nobody", TWO, START.plusSeconds(59))).isTrue();
        instances.gone("nobody", TWO);

        assertThat(instances.found(START.plusSeconds(60))).isEmpty();
        assertThat(instances.heard("nobody", TWO, START.plusSeconds(60))).isFalse();
    }

    @Test
    void aFloodOfAddressesIsCutOffAndThoseKnownStayKnown() {
        instances.expect("orders", START);
        for (int i = 0; i < 3 * Instances.MOST; i++) {
            instances.heard("orders", new PeerAddress("10.0.0.1", 1 + i), START);
        }
        assertThat(instances.heard("orders", ONE, START)).isFalse();
        assertThat(instances.heard("orders", new PeerAddress("10.0.0.1", 1), START.plus(Duration.ofSeconds(30))))
                .isTrue();

        Set<PeerAddress> given = new HashSet<>();
        for (int i = 0; i < 2 * Instances.MOST; i++) {
            given.add(next());
        }
        assertThat(given).hasSize(Instances.MOST);
    }

    @SuppressWarnings("NullAway") // the tests that use it know that there is one
    private PeerAddress next() {
        return instances.next("orders", START);
    }
}
