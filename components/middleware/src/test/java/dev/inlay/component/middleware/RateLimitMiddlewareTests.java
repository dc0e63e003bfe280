package dev.inlay.component.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.InvalidComponentException;
import dev.inlay.message.CallerAddress;
import dev.inlay.message.InvokeResponse;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

/** So many requests a second, of each client for each path. Expectations are what daprd 1.18.3 did. */
class RateLimitMiddlewareTests {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    private Filtered limited(String perSecond) {
        return Filtered.by(
                new RateLimitMiddlewareFactory(), TimeSource.of(clock), Map.of("maxRequestsPerSecond", perSecond));
    }

    private static List<Integer> statuses(Filtered filtered, String path, String... clients) {
        return List.of(clients).stream()
                .map(client -> filtered.answer(Filtered.get(path, "X-Forwarded-For", client))
                        .status())
                .toList();
    }

    private static Context from(String host, int port) {
        return CallerAddress.put(Context.empty(), new InetSocketAddress(host, port));
    }

    @Test
    void aClientGetsItsBurstAndThenWhatTimeBrings() {
        Filtered filtered = limited("4");
        List<Integer> first = statuses(filtered, "a", "1.1.1.1", "1.1.1.1", "1.1.1.1", "1.1.1.1", "1.1.1.1");
        assertThat(first).containsExactly(200, 200, 200, 200, 429);
        clock.advanceTimeBy(Duration.ofMillis(250));
        assertThat(statuses(filtered, "a", "1.1.1.1", "1.1.1.1")).containsExactly(200, 429);
        clock.advanceTimeBy(Duration.ofHours(1));
        assertThat(statuses(filtered, "a", "1.1.1.1", "1.1.1.1", "1.1.1.1", "1.1.1.1", "1.1.1.1"))
                .as("no more than a burst is saved up")
                .containsExactly(200, 200, 200, 200, 429);
    }

    @Test
    void lessThanOneASecondIsOneInSeveralSeconds() {
        Filtered filtered = limited("0.5");
        assertThat(statuses(filtered, "a", "1.1.1.1", "1.1.1.1")).containsExactly(200, 429);
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(statuses(filtered, "a", "1.1.1.1")).containsExactly(429);
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(statuses(filtered, "a", "1.1.1.1")).containsExactly(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.1.1.1, 2.2.2.2   | 3.3.3.3,2.2.2.2     | 429
            1.1.1.1, 2.2.2.2   | 1.1.1.1             | 200
            fe80::1:2:3:4      | fe80::5:6:7:8       | 429
            fe80::1            | fe80:0:0:1::1       | 200
            unknown            | unknown             | 429
            """)
    void whomTheLastProxyNamesIsTheClientAndAWholeNetworkOfIpv6(String one, String other, int status) {
        Filtered filtered = limited("1");
        assertThat(statuses(filtered, "a", one, other)).containsExactly(200, status);
    }

    @Test
    void withoutProxyTheOtherEndOfTheConnectionIsTheClientWhateverItsPort() {
        Filtered filtered = limited("1");
        assertThat(filtered.answer(Filtered.get("a"), from("10.0.0.1", 1000)).status())
                .isEqualTo(200);
        assertThat(filtered.answer(Filtered.get("a"), from("10.0.0.1", 2000)).status())
                .isEqualTo(429);
        assertThat(filtered.answer(Filtered.get("a"), from("10.0.0.2", 1000)).status())
                .isEqualTo(200);
        assertThat(filtered.answer(Filtered.get("a", "X-Real-IP", "10.0.0.2"), from("10.0.0.9", 1000))
                        .status())
                .isEqualTo(429);
        assertThat(filtered.answer(Filtered.get("a")).status())
                .as("nobody in particular")
                .isEqualTo(200);
        assertThat(filtered.answer(Filtered.get("a")).status()).isEqualTo(429);
    }

    @Test
    void eachPathIsCountedForItselfWhateverTheQuery() {
        Filtered filtered = limited("1");
        assertThat(statuses(filtered, "a", "1.1.1.1")).containsExactly(200);
        assertThat(statuses(filtered, "b", "1.1.1.1")).containsExactly(200);
        assertThat(statuses(filtered, "a?x=1", "1.1.1.1")).containsExactly(429);
        assertThat(statuses(filtered, "b/../a", "1.1.1.1")).containsExactly(429);
    }

    @Test
    void everyAnswerSaysHowMuchIsLeft() {
        Filtered filtered = limited("2.5");
        InvokeResponse answer = filtered.answer(Filtered.get("a"), from("127.0.0.1", 1234));
        Map<String, List<String>> fields = new HashMap<>();
        answer.headers().forEach(fields::put);
        assertThat(fields)
                .isEqualTo(Map.of(
                        "RateLimit-Limit", List.of("3"),
                        "RateLimit-Remaining", List.of("1"),
                        "RateLimit-Reset", List.of("1"),
                        "X-Rate-Limit-Limit", List.of("2.50"),
                        "X-Rate-Limit-Duration", List.of("1"),
                        "X-Rate-Limit-Request-Remote-Addr", List.of("127.0.0.1:1234")));
        filtered.answer(Filtered.get("a"), from("127.0.0.1", 1234));
        InvokeResponse refused = filtered.answer(Filtered.get("a", "x-forwarded-for", "127.0.0.1"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Filtered.text(refused)).isEqualTo("You have reached maximum request limit.");
        assertThat(refused.headers().first("ratelimit-remaining")).isEqualTo("0");
        assertThat(refused.headers().first("X-Rate-Limit-Request-Forwarded-For"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void clientsThatHaveGoneAreForgotten() {
        TokenBuckets buckets = new TokenBuckets(10, TimeSource.of(clock));
        IntStream.range(0, 5_000).forEach(client -> buckets.take("client " + client));
        assertThat(buckets.size()).isEqualTo(5_000);
        clock.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(buckets.take("another").served()).isTrue();
        assertThat(buckets.size()).isEqualTo(1);
    }

    @Test
    void aClientThatIsStillLimitedIsNotForgotten() {
        TokenBuckets buckets = new TokenBuckets(1, TimeSource.of(clock));
        IntStream.range(0, 2_000).forEach(client -> buckets.take("client " + client));
        clock.advanceTimeBy(Duration.ofMillis(900));
        buckets.take("greedy");
        clock.advanceTimeBy(Duration.ofMillis(200));
        assertThat(buckets.take("greedy").served()).isFalse();
        assertThat(buckets.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "NaN", "Infinity"})
    void aLimitThatIsNoPositiveNumberIsNamed(String limit) {
        assertThatExceptionOfType(InvalidComponentException.class)
                .isThrownBy(() -> limited(limit))
                .withMessageContainingAll("maxRequestsPerSecond", limit);
    }
}
