package dev.inlay.component.middleware.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.middleware.Filtered;
import dev.inlay.message.InvokeRequest;
import dev.inlay.middleware.HttpMiddleware;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Every request gets a token that the component gets for itself. */
class ClientCredentialsMiddlewareTests {

    private static final String BASIC = "Basic c2hvcDpzJTI2Y3JldA==";

    private final Provider provider = new Provider();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final List<HttpMiddleware> made = new ArrayList<>();

    @AfterEach
    void close() {
        made.forEach(filter -> filter.close().block(Filtered.LIMIT));
        provider.close();
    }

    private Filtered filtered(Map<String, String> more) {
        Map<String, String> metadata = new HashMap<>(Map.of(
                "clientID", "shop",
                "clientSecret", "s&cret",
                "scopes", "read,write",
                "tokenURL", provider.url("/token"),
                "headerName", "authorization"));
        metadata.putAll(more);
        HttpMiddleware filter =
                Filtered.component(new ClientCredentialsMiddlewareFactory(), TimeSource.of(clock), metadata);
        made.add(filter);
        return Filtered.by(filter);
    }

    private void give(String token, int seconds) {
        provider.answer(
                "/token",
                200,
                "{\"access_token\": \"" + token + "\", \"token_type\": \"bearer\", \"expires_in\": " + seconds + "}");
    }

    private static String tokenOf(Filtered filtered, InvokeRequest request) {
        filtered.answer(request);
        return String.valueOf(
                filtered.passed.get(filtered.passed.size() - 1).headers().all("authorization"));
    }

    @Test
    void aTokenIsAskedForOnceAndReplacesWhatTheCallerSays() {
        give("t1", 3600);
        Filtered filtered = filtered(Map.of("authStyle", "2", "endpointParamsQuery", "audience=orders%20api"));
        assertThat(tokenOf(filtered, Filtered.get("a", "Authorization", "the caller's")))
                .isEqualTo("[Bearer t1]");
        assertThat(tokenOf(filtered, Filtered.get("b"))).isEqualTo("[Bearer t1]");
        assertThat(provider.asked)
                .containsExactly(new Provider.Asked(
                        "/token", BASIC, "audience=orders+api&grant_type=client_credentials&scope=read+write"));
    }

    @Test
    void aTokenIsAskedForAgainShortlyBeforeItRunsOut() {
        give("t1", 60);
        Filtered filtered = filtered(Map.of());
        assertThat(tokenOf(filtered, Filtered.get("a"))).isEqualTo("[Bearer t1]");
        give("t2", 60);
        clock.advanceTimeBy(Duration.ofSeconds(49));
        assertThat(tokenOf(filtered, Filtered.get("a"))).isEqualTo("[Bearer t1]");
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(tokenOf(filtered, Filtered.get("a"))).isEqualTo("[Bearer t2]");
    }

    @Test
    void requestsThatComeTogetherWaitForOneToken() {
        give("t1", 3600);
        Filtered filtered = filtered(Map.of());
        Flux.range(0, 20)
                .flatMap(i -> filtered.exchange(Filtered.get("a")).subscribeOn(Schedulers.parallel()))
                .blockLast(Filtered.LIMIT);
        assertThat(filtered.passed).hasSize(20);
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void whereTheSecretGoesCanBeSaid() {
        give("t1", 3600);
        filtered(Map.of("authStyle", "1")).answer(Filtered.get("a"));
        assertThat(provider.asked)
                .containsExactly(new Provider.Asked(
                        "/token",
                        "null",
                        "client_id=shop&client_secret=s%26cret&grant_type=client_credentials&scope=read+write"));
    }

    @Test
    void whereTheSecretGoesIsFoundOutAndKept() {
        provider.answer("/token", 401, "{\"error\": \"invalid_client\"}");
        Filtered filtered = filtered(Map.of());
        assertThat(filtered.answer(Filtered.get("a")).status()).isEqualTo(500);
        assertThat(provider.asked.stream().map(Provider.Asked::authorization)).containsExactly(BASIC, "null");
        assertThat(filtered.passed).isEmpty();
        give("t1", 1);
        assertThat(filtered.answer(Filtered.get("a")).status()).isEqualTo(200);
        clock.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(filtered.answer(Filtered.get("a")).status()).isEqualTo(200);
        assertThat(provider.asked.stream().map(Provider.Asked::authorization))
                .containsExactly(BASIC, "null", BASIC, BASIC);
    }

    @Test
    void aProviderThatGivesNoTokenIsAnErrorAndIsAskedAgain() {
        provider.answer("/token", 200, "{}");
        Filtered filtered = filtered(Map.of("authStyle", "2"));
        var answer = filtered.answer(Filtered.get("a"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(Filtered.text(answer)).isEqualTo("Internal Server Error");
        provider.answer("/token", 200, "access_token=t1&token_type=Bearer");
        assertThat(tokenOf(filtered, Filtered.get("a"))).isEqualTo("[Bearer t1]");
    }

    @Test
    void afterAFailureTheVeryNextRequestAsksAnew() {
        Filtered filtered = filtered(Map.of("authStyle", "2"));
        for (int i = 1; i <= 200; i++) {
            provider.answer("/token", 503, "");
            assertThat(filtered.answer(Filtered.get("a")).status()).isEqualTo(500);
            assertThat(provider.asked).hasSize(i);
        }
    }

    @Test
    void pathsCanBeLeftOut() {
        Filtered filtered = filtered(Map.of("pathFilter", "^/private/"));
        assertThat(tokenOf(filtered, Filtered.get("public/a"))).isEqualTo("[]");
        give("t1", 3600);
        assertThat(tokenOf(filtered, Filtered.get("public/../private/a"))).isEqualTo("[Bearer t1]");
    }

    @Test
    void whatIsMissingIsNamedAndTheSecretIsNot() {
        assertThatExceptionOfType(InvalidComponentException.class)
                .isThrownBy(() -> filtered(Map.of("authStyle", "7", "tokenURL", "", "clientSecret", "s3cret")))
                .withMessageContainingAll("authStyle", "tokenURL")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("s3cret"));
    }
}
