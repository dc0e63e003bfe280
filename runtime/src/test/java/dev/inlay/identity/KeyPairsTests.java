package dev.inlay.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A pair may be made before it is wanted, but nobody gets one twice. */
class KeyPairsTests {

    private final Queue<Runnable> work = new ArrayDeque<>();

    @Test
    void theFirstPairIsMadeAheadAndGivenOnce() {
        KeyPairs pairs = KeyPairs.ahead(KeyKind.ECDSA, work::add);
        assertThat(work).hasSize(1);
        work.remove().run();

        KeyPair first = pairs.next();
        KeyPair second = pairs.next();

        assertThat(first.getPublic().getAlgorithm()).isEqualTo("EC");
        assertThat(second.getPublic()).isNotEqualTo(first.getPublic());
        assertThat(work).as("only the first is made ahead").isEmpty();
    }

    @Test
    void allAreFreshWhenNoneIsMadeAhead() {
        KeyPairs pairs = KeyPairs.of(KeyKind.ED25519);

        assertThat(pairs.next().getPublic()).isNotEqualTo(pairs.next().getPublic());
        assertThat(pairs.kind()).isEqualTo(KeyKind.ED25519);
    }
}
