package dev.inlay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.AppIdentity;
import dev.inlay.error.InlayException;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class NameResolutionTests {

    private static final AppIdentity ORDERS = new AppIdentity("orders", "");
    private static final PeerAddress ADDRESS = new PeerAddress("10.0.0.7", 50002);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final NameResolution resolution = new NameResolution(resolver, TimeSource.of(clock), count -> count - 1);

    @Test
    void whoIsNotThereYetIsLookedUpAFewTimes() {
        resolver.script(List.of(), List.of(), List.of(ADDRESS));

        StepVerifier.create(resolution.find(ORDERS))
                .then(() -> clock.advanceTimeBy(Duration.ofMillis(200)))
                .expectNext(ADDRESS)
                .expectComplete()
                .verify(LIMIT);
        assertThat(resolver.asked).isEqualTo(3);
    }

    @Test
    void whoIsNotFoundAtAllIsNamedWithWhoIsThere() {
        StepVerifier.create(resolution.find(ORDERS))
                .then(() -> clock.advanceTimeBy(Duration.ofSeconds(1)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(InlayException.class)
                        .hasMessageContaining("'orders'")
                        .hasMessageContaining("the script")
                        .hasMessageContaining("registered ids: bills, carts"))
                .verify(LIMIT);
        assertThat(resolver.asked).isEqualTo(5);
    }

    @Test
    void aResolverThatHasWaitedForAnswersIsAskedOnce() {
        resolver.waits = true;

        StepVerifier.create(resolution.find(ORDERS))
                .expectError(InlayException.class)
                .verify(LIMIT);
        assertThat(resolver.asked).isEqualTo(1);
    }

    @Test
    void anAnswerIsUsedAgainAsLongAsTheResolverAllows() {
        resolver.keeps = Duration.ofSeconds(20);
        resolver.script(List.of(ADDRESS), List.of(ADDRESS));

        find();
        clock.advanceTimeBy(Duration.ofMillis(19_999));
        find();
        assertThat(resolver.asked).isEqualTo(1);
        clock.advanceTimeBy(Duration.ofMillis(1));
        find();
        assertThat(resolver.asked).isEqualTo(2);
    }

    @Test
    void thatNobodyWasFoundIsNotKept() {
        resolver.keeps = Duration.ofSeconds(20);
        resolver.waits = true;
        resolver.script(List.of(), List.of(ADDRESS));

        StepVerifier.create(resolution.find(ORDERS))
                .expectError(InlayException.class)
                .verify(LIMIT);
        assertThat(find()).isEqualTo(ADDRESS);
    }

    @Test
    void anAddressThatCannotBeReachedIsForgottenHereAndByTheResolver() {
        PeerAddress other = new PeerAddress("10.0.0.8", 50002);
        resolver.keeps = Duration.ofSeconds(20);
        resolver.script(List.of(ADDRESS), List.of(other));

        find();
        resolution.forget(ORDERS, ADDRESS);

        assertThat(resolver.forgotten).containsExactly(ADDRESS);
        assertThat(find()).isEqualTo(other);
    }

    @SuppressWarnings("NullAway") // the script has an answer
    private PeerAddress find() {
        return resolution.find(ORDERS).block(LIMIT);
    }

    private static final class ScriptedResolver implements NameResolver {

        private final Deque<List<PeerAddress>> script = new ArrayDeque<>();
        private final List<PeerAddress> forgotten = new ArrayList<>();
        private Duration keeps = Duration.ZERO;
        private boolean waits;
        private int asked;

        @SafeVarargs
        final void script(List<PeerAddress>... answers) {
            script.addAll(List.of(answers));
        }

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            asked++;
            List<PeerAddress> next = script.poll();
            return Mono.just(next == null ? List.of() : next);
        }

        @Override
        public Duration keepsAnswers() {
            return keeps;
        }

        @Override
        public boolean waitsForAnswers() {
            return waits;
        }

        @Override
        public void forget(String appId, PeerAddress address) {
            forgotten.add(address);
        }

        @Override
        public Mono<List<String>> announcedAppIds() {
            return Mono.just(List.of("carts", "bills"));
        }

        @Override
        public Mono<Void> register(AppIdentity app, PeerAddress address) {
            return Mono.empty();
        }

        @Override
        public String describe() {
            return "the script";
        }

        @Override
        public Mono<Void> init() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }
    }
}
