package dev.inlay.resiliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.inlay.resiliency.ResiliencyFixture.FlakyCall;
import dev.inlay.resiliency.ResiliencyFixture.Outcome;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class RetryTests {

    /** Answers with HTTP statuses, 200 to 399 being successes. */
    private static class HttpOutcomes implements Outcomes<Integer> {
        final List<Integer> discarded = new ArrayList<>();

        @Override
        public @Nullable StatusCode failureOf(Integer status) {
            return status >= 200 && status < 400 ? null : StatusCode.http(status);
        }

        @Override
        public void discard(Integer status) {
            discarded.add(status);
        }
    }

    private static ResiliencyFixture app(String retry) {
        return ResiliencyFixture.of(
                "policies: {retries: {r: %s}}\ntargets: {apps: {orders: {retry: r}}}".formatted(retry));
    }

    private static Policy orders(ResiliencyFixture fixture) {
        return fixture.policies.forApp("orders", "neworder");
    }

    @Test
    void constantRetryPausesForItsDurationEachTime() {
        ResiliencyFixture fixture = app("{policy: constant, duration: 2s, maxRetries: 3}");
        FlakyCall call = new FlakyCall(2);

        Outcome<String> outcome = fixture.run(orders(fixture), call);

        assertThat(call.made).hasValue(1);
        fixture.advance(Duration.ofMillis(1999));
        assertThat(call.made).hasValue(1);
        fixture.advance(Duration.ofMillis(1));
        assertThat(call.made).hasValue(2);
        fixture.advance(Duration.ofSeconds(2));
        assertThat(outcome.values).containsExactly("done");
    }

    @Test
    void aRetryWithoutSettingsPausesFiveSecondsAndNeverEnds() {
        ResiliencyFixture fixture = app("{}");
        FlakyCall call = new FlakyCall(1000);

        Outcome<String> outcome = fixture.run(orders(fixture), call);
        fixture.advance(Duration.ofSeconds(5L * 999));

        assertThat(call.made).hasValue(1000);
        assertThat(outcome.isUnderWay()).isTrue();
        fixture.advance(Duration.ofSeconds(5));
        assertThat(outcome.values).containsExactly("done");
    }

    @Test
    void theLastErrorIsHandedOnWhenRetriesAreUsedUp() {
        ResiliencyFixture fixture = app("{duration: 1s, maxRetries: 2}");
        FlakyCall call = new FlakyCall(10);

        Outcome<String> outcome = fixture.run(orders(fixture), call);
        fixture.advance(Duration.ofMinutes(1));

        assertThat(call.made).hasValue(3);
        assertThat(outcome.errors).singleElement().satisfies(error -> assertThat(error)
                .hasMessage("failure 3"));
    }

    @Test
    void noRetriesMeansOneCall() {
        ResiliencyFixture fixture = app("{maxRetries: 0}");
        FlakyCall call = new FlakyCall(1);

        Outcome<String> outcome = fixture.run(orders(fixture), call);

        assertThat(outcome.errors).hasSize(1);
        assertThat(orders(fixture).retries()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 750", "3, 1125", "4, 1687", "12, 43248", "13, 60000", "500, 60000"})
    void exponentialPausesGrowByHalfFromHalfASecondToTheLimit(int attempt, long millis) {
        var backoff = new RetrySettings.Exponential(Duration.ofSeconds(60), Duration.ofMinutes(15));

        assertThat(backoff.interval(attempt, () -> 0.5)).isCloseTo(Duration.ofMillis(millis), Duration.ofMillis(1));
        assertThat(backoff.interval(attempt, () -> 0).toMillis()).isCloseTo(millis / 2, within(1L));
        assertThat(backoff.interval(attempt, () -> 1).toMillis()).isCloseTo(millis * 3 / 2, within(1L));
    }

    @Test
    void exponentialRetryEndsAfterFifteenMinutes() {
        ResiliencyFixture fixture = app("{policy: exponential, maxInterval: 30s}");
        FlakyCall call = new FlakyCall(Integer.MAX_VALUE);

        Outcome<String> outcome = fixture.run(orders(fixture), call);
        fixture.advance(Duration.ofMinutes(14));
        assertThat(outcome.isUnderWay()).isTrue();
        fixture.advance(Duration.ofMinutes(1));

        assertThat(outcome.errors).hasSize(1);
        assertThat(call.made.get()).isBetween(25, 120);
    }

    @ParameterizedTest
    @CsvSource({"503, 2", "500, 1", "429, 2", "504, 2", "404, 1"})
    void onlyListedHttpStatusesAreRetried(int status, int calls) {
        ResiliencyFixture fixture = app("{duration: 1s, maxRetries: 1, matching: {httpStatusCodes: '429,502-504'}}");
        List<Integer> made = new ArrayList<>();

        Outcome<Integer> outcome = fixture.run(
                orders(fixture),
                () -> {
                    made.add(status);
                    return Mono.just(status);
                },
                new HttpOutcomes());
        fixture.advance(Duration.ofSeconds(1));

        assertThat(made).hasSize(calls);
        assertThat(outcome.values).as("the answer is handed on unchanged").containsExactly(status);
    }

    @ParameterizedTest
    @CsvSource({"14, 2", "3, 1"})
    void onlyListedGrpcStatusesAreRetried(int status, int calls) {
        ResiliencyFixture fixture = app("{duration: 1s, maxRetries: 1, matching: {gRPCStatusCodes: '4,8-14'}}");
        FlakyCall call = new FlakyCall(2);
        Outcomes<String> outcomes = new Outcomes<>() {
            @Override
            public StatusCode statusOf(Throwable error) {
                return StatusCode.grpc(status);
            }
        };

        fixture.run(orders(fixture), call, outcomes);
        fixture.advance(Duration.ofSeconds(1));

        assertThat(call.made).hasValue(calls);
    }

    @Test
    void failuresWithoutAStatusAreRetriedWhateverIsListed() {
        ResiliencyFixture fixture = app("{duration: 1s, maxRetries: 1, matching: {gRPCStatusCodes: 14}}");
        FlakyCall call = new FlakyCall(1);

        Outcome<String> outcome = fixture.run(orders(fixture), call);
        fixture.advance(Duration.ofSeconds(1));

        assertThat(outcome.values).containsExactly("done");
    }

    @Test
    void anErrorThatCannotBeMendedByTryingAgainIsNotRetried() {
        ResiliencyFixture fixture = app("{duration: 1s}");
        FlakyCall call = new FlakyCall(1);
        Outcomes<String> outcomes = new Outcomes<>() {
            @Override
            public boolean isRetryable(Throwable error) {
                return false;
            }
        };

        Outcome<String> outcome = fixture.run(orders(fixture), call, outcomes);

        assertThat(outcome.errors).singleElement().satisfies(error -> assertThat(error)
                .hasMessage("failure 1"));
    }

    @Test
    void failedValuesAreReleasedUnlessHandedOn() {
        ResiliencyFixture fixture = app("{duration: 1s, maxRetries: 2}");
        HttpOutcomes outcomes = new HttpOutcomes();
        List<Integer> statuses = new ArrayList<>(List.of(500, 502, 503));

        Outcome<Integer> outcome = fixture.run(orders(fixture), () -> Mono.just(statuses.remove(0)), outcomes);
        fixture.advance(Duration.ofSeconds(2));

        assertThat(outcome.values).containsExactly(503);
        assertThat(outcomes.discarded).containsExactly(500, 502);
    }

    @Test
    void cancellingEndsTheRetries() {
        ResiliencyFixture fixture = app("{duration: 1s}");
        FlakyCall call = new FlakyCall(Integer.MAX_VALUE);

        Disposable running = orders(fixture).run(call).subscribe(value -> {}, error -> {});
        fixture.advance(Duration.ofSeconds(3));
        running.dispose();
        fixture.advance(Duration.ofMinutes(1));

        assertThat(call.made).hasValue(4);
    }

    @Test
    void resilience4jCountsWhatHappened() {
        ResiliencyFixture fixture = app("{duration: 1s, maxRetries: 2}");
        fixture.run(orders(fixture), new FlakyCall(0));
        fixture.run(orders(fixture), new FlakyCall(1));
        fixture.run(orders(fixture), new FlakyCall(9));
        List<Long> pauses = new ArrayList<>();
        Retry retry = fixture.retries.retry("app:orders");
        retry.getEventPublisher()
                .onRetry(event -> pauses.add(event.getWaitInterval().toMillis()));
        fixture.advance(Duration.ofSeconds(5));

        assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithoutRetryAttempt())
                .isEqualTo(1);
        assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt())
                .isEqualTo(1);
        assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
        assertThat(pauses).containsExactly(1000L);
    }

    @Test
    void theLogTellsOfRetriesAndRecoveryInDaprsWords() {
        Logger logger = (Logger) LoggerFactory.getLogger(RetryLoop.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            ResiliencyFixture fixture = app("{duration: 1500ms, maxRetries: 2}");
            fixture.run(orders(fixture), new FlakyCall(1));
            fixture.advance(Duration.ofMillis(1500));
        } finally {
            logger.detachAppender(appender);
        }

        assertThat(appender.list)
                .filteredOn(event -> event.getLevel() == ch.qos.logback.classic.Level.INFO)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Error processing operation endpoint[orders, orders:neworder]. Retrying in 1.5s…",
                        "Recovered processing operation endpoint[orders, orders:neworder] after 2 attempts");
    }
}
