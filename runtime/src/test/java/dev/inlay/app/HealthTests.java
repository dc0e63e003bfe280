package dev.inlay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** An application is asked whether it is well, and gets no calls while it is not. */
class HealthTests {

    private static final AppOptions.HealthCheck CHECK =
            new AppOptions.HealthCheck("/healthz", Duration.ofSeconds(5), Duration.ofMillis(500), 3);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Boolean> states = new ArrayList<>();
    private Mono<Void> answer = Mono.empty();
    private final ProbedHealth health = new ProbedHealth(
            CHECK,
            Mono.defer(() -> {
                asked.incrementAndGet();
                return answer;
            }),
            TimeSource.of(clock));

    private void begin() {
        health.states().subscribe(states::add);
        health.start();
        clock.advanceTime();
    }

    private void passInterval() {
        clock.advanceTimeBy(CHECK.interval());
    }

    /** w: answered well, f: failed; the verdict after each. */
    @ParameterizedTest
    @CsvSource({
        "3, f,            n",
        "3, w,            y",
        "3, wff,          yyy",
        "3, wfff,         yyyn",
        "3, wffwff,       yyyyyy",
        "3, wfffff,       yyynnn",
        "3, wfffw,        yyyny",
        "3, wfffwff,      yyynyyy",
        "1, wfw,          yny",
        "2, ffffffw,      nnnnnny"
    })
    void oneGoodAnswerMakesHealthyAndSoManyFailuresInARowMakeNot(int threshold, String answers, String expected) {
        HealthVerdict verdict = new HealthVerdict(threshold);
        StringBuilder verdicts = new StringBuilder();
        answers.chars().forEach(answered -> {
            boolean before = verdict.isHealthy();
            boolean changed = verdict.changesWith(answered == 'w');
            assertThat(changed).isEqualTo(before != verdict.isHealthy());
            verdicts.append(verdict.isHealthy() ? 'y' : 'n');
        });
        assertThat(verdicts).hasToString(expected);
    }

    @Test
    void anApplicationIsAskedAtOnceAndThenAtEveryInterval() {
        begin();
        assertThat(asked).hasValue(1);
        IntStream.range(0, 3).forEach(i -> passInterval());
        assertThat(asked).hasValue(4);
    }

    @Test
    void itIsNotHealthyUntilItHasAnswered() {
        answer = Mono.error(new IllegalStateException("connection refused"));
        begin();
        assertThat(health.isHealthy()).isFalse();
        answer = Mono.empty();
        passInterval();
        assertThat(health.isHealthy()).isTrue();
        assertThat(states).containsExactly(false, true);
    }

    @Test
    void listenersHearOfChangesOnly() {
        begin();
        passInterval();
        answer = Mono.error(new IllegalStateException("status code: 503"));
        IntStream.range(0, 5).forEach(i -> passInterval());
        answer = Mono.empty();
        passInterval();
        assertThat(states).containsExactly(false, true, false, true);
        List<Boolean> late = new ArrayList<>();
        health.states().subscribe(late::add);
        assertThat(late).as("whoever comes later").containsExactly(true);
    }

    @Test
    void anAnswerThatTakesTooLongIsAFailure() {
        begin();
        answer = Mono.never();
        IntStream.range(0, 3).forEach(i -> passInterval());
        assertThat(health.isHealthy()).as("the third question is still open").isTrue();
        clock.advanceTimeBy(CHECK.timeout());
        assertThat(health.isHealthy()).isFalse();
    }

    @Test
    void afterTheEndNobodyIsAsked() {
        begin();
        health.stop();
        passInterval();
        assertThat(asked).hasValue(1);
        StepVerifier.create(health.states()).expectNext(true).expectComplete().verify(Duration.ofSeconds(5));
    }

    @Test
    void whoWaitsForHealthGoesOnWhenItIsThere() {
        answer = Mono.error(new IllegalStateException("not yet"));
        AtomicInteger waited = new AtomicInteger();
        health.awaitHealthy().subscribe(null, null, waited::incrementAndGet);
        begin();
        assertThat(waited).hasValue(0);
        answer = Mono.empty();
        passInterval();
        assertThat(waited).hasValue(1);
        assertThat(AppHealth.unwatched().awaitHealthy().toFuture()).isCompleted();
    }

    @Test
    void anUnhealthyApplicationGetsNoCalls() {
        AtomicInteger calls = new AtomicInteger();
        HealthGate gate = new HealthGate(
                request -> {
                    calls.incrementAndGet();
                    return Mono.just(new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty()));
                },
                health);
        Mono<InvokeResponse> call = gate.invoke(new InvokeRequest("app", "GET", "order"));
        StepVerifier.create(call)
                .expectErrorSatisfies(error -> assertThat(error)
                        .hasMessage("app is not in a healthy state")
                        .isInstanceOfSatisfying(InlayException.class, refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.APP_UNHEALTHY)))
                .verify(Duration.ofSeconds(5));
        assertThat(calls).hasValue(0);
        begin();
        StepVerifier.create(call).expectNextCount(1).expectComplete().verify(Duration.ofSeconds(5));
        assertThat(calls).hasValue(1);
    }

    @Test
    void aTimeoutLongerThanTheIntervalIsRefusedAndNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppOptions.HealthCheck("/", Duration.ofSeconds(1), Duration.ofSeconds(2), 3))
                .withMessageContainingAll("2s", "1s");
    }
}
