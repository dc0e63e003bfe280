package dev.inlay.testkit.state;

import static dev.inlay.testkit.state.StoreUnderTest.json;
import static dev.inlay.testkit.state.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateStore;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoredValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Writers at the same time, and connections that break in the middle. */
interface ConcurrencyRules extends StateRules {

    int WRITERS = 16;

    @Test
    default void of_first_writes_at_the_same_time_exactly_one_wins() {
        underTest().requires(StateFeature.ETAG);
        for (int round = 0; round < 10; round++) {
            String key = "app||race-" + round;
            List<Outcome> outcomes = atOnce(writer ->
                    underTest().store().set(write(key, json(writer), (String) null, Concurrency.FIRST_WRITE)));
            List<Outcome> winners = outcomes.stream()
                    .filter(outcome -> outcome.failure() == null)
                    .toList();
            assertThat(winners).as("the winners of round %d", round).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.failure() != null)
                    .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(EtagMismatchException.class));
            underTest().assertHolds(key, json(winners.get(0).writer()));
        }
    }

    @Test
    default void of_writes_with_one_etag_exactly_one_wins() {
        underTest().requires(StateFeature.ETAG);
        underTest().set("app||race", json("start"));
        String etag = underTest().etagOf("app||race");
        List<Outcome> outcomes = atOnce(
                writer -> underTest().store().set(write("app||race", json(writer), etag, Concurrency.FIRST_WRITE)));
        assertThat(outcomes).filteredOn(outcome -> outcome.failure() == null).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.failure() != null)
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(EtagMismatchException.class));
    }

    @Test
    default void increments_that_try_again_on_a_mismatch_are_never_lost() {
        underTest().requires(StateFeature.ETAG);
        underTest().set("app||counter", json(0));
        int each = 10;
        List<Outcome> outcomes =
                atOnce(writer -> increment("app||counter").repeat(each - 1).then());
        assertThat(outcomes).extracting(Outcome::failure).containsOnlyNulls();
        underTest().assertHolds("app||counter", json(WRITERS * each));
    }

    @Test
    default void transactions_at_the_same_time_do_not_mix() {
        underTest().requires(StateFeature.TRANSACTIONAL);
        List<Outcome> outcomes = atOnce(writer -> underTest().store().transact(sameValueEverywhere(writer)));
        assertThat(outcomes).extracting(Outcome::failure).containsOnlyNulls();
        assertThat(valuesOf(underTest().store())).hasSize(1);
    }

    @Test
    default void a_transaction_is_all_or_nothing_when_the_connection_breaks() throws Exception {
        underTest().requires(StateFeature.TRANSACTIONAL);
        Runnable cut = underTest().connectionCut();
        StateStore witness = underTest().secondClient();
        underTest().store().transact(sameValueEverywhere(0)).block(StoreUnderTest.TIMEOUT);
        for (int round = 1; round <= 10; round++) {
            int first = round * 100;
            Mono<Void> writes = Flux.range(first, 50)
                    .flatMap(
                            value -> underTest()
                                    .store()
                                    .transact(sameValueEverywhere(value))
                                    // Which of them the cut hits is chance; it only must not hit half of one.
                                    .onErrorComplete(),
                            8)
                    .then();
            Mono.when(writes, Mono.fromRunnable(cut).subscribeOn(Schedulers.boundedElastic()))
                    .block(StoreUnderTest.TIMEOUT);
            assertThat(valuesOf(witness)).as("the values after cut %d", round).hasSize(1);
        }
        underTest().awaitUsable(write("app||after", json("back")));
        underTest().assertHolds("app||after", json("back"));
    }

    private Mono<Void> increment(String key) {
        return underTest()
                .store()
                .get(new StoreGet(key))
                .flatMap(stored -> underTest()
                        .store()
                        .set(write(
                                key,
                                json(number(stored) + 1),
                                Objects.requireNonNull(stored.etag()),
                                Concurrency.FIRST_WRITE)))
                .retryWhen(Retry.indefinitely().filter(EtagMismatchException.class::isInstance));
    }

    /** Writes one value to the same five keys. */
    private static List<StoreOperation> sameValueEverywhere(int value) {
        return IntStream.range(0, 5)
                .<StoreOperation>mapToObj(i -> write("app||together-" + i, json(value)))
                .toList();
    }

    /** The different values those five keys have, of which there must be one at any time. */
    private static List<Integer> valuesOf(StateStore store) {
        return Flux.range(0, 5)
                .flatMap(i -> store.get(new StoreGet("app||together-" + i)))
                .map(ConcurrencyRules::number)
                .distinct()
                .collectList()
                .blockOptional(StoreUnderTest.TIMEOUT)
                .orElseThrow();
    }

    private static int number(StoredValue stored) {
        return Integer.parseInt(new String(stored.value().bytes(), StandardCharsets.UTF_8));
    }

    /** Runs the call once per writer, all on threads of their own. */
    private static List<Outcome> atOnce(WriterCall call) {
        return Flux.range(0, WRITERS)
                .flatMap(
                        writer -> Mono.defer(() -> call.by(writer))
                                .subscribeOn(Schedulers.boundedElastic())
                                .thenReturn(new Outcome(writer, null))
                                .onErrorResume(failure -> Mono.just(new Outcome(writer, failure))),
                        WRITERS)
                .collectList()
                .blockOptional(StoreUnderTest.TIMEOUT)
                .orElseThrow();
    }
}
