package dev.inlay.component.middleware.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.middleware.Filtered;
import dev.inlay.component.middleware.QueryValues;
import dev.inlay.message.InvokeResponse;
import dev.inlay.middleware.HttpMiddleware;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Browsers log in at an authorization server, and their requests carry its token from then on. */
class OAuth2MiddlewareTests {

    private final Provider provider = new Provider();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final List<HttpMiddleware> made = new ArrayList<>();

    @AfterEach
    void close() {
        made.forEach(filter -> filter.close().block(Filtered.LIMIT));
        provider.close();
    }

    private Filtered filtered(Map<String, String> more) {
        provider.answer("/token", 200, "{\"access_token\": \"t1\", \"token_type\": \"bearer\", \"expires_in\": 60}");
        Map<String, String> metadata = new HashMap<>(Map.of(
                "clientID", "shop",
                "clientSecret", "s3cret",
                "scopes", "email,profile",
                "authURL", "https://login.example.com/auth",
                "tokenURL", provider.url("/token"),
                "redirectURL", "http://shop.example.com/back"));
        metadata.putAll(more);
        HttpMiddleware filter = Filtered.component(new OAuth2MiddlewareFactory(), TimeSource.of(clock), metadata);
        made.add(filter);
        return Filtered.by(filter);
    }

    private static InvokeResponse ask(Filtered filtered, String path, String cookie) {
        InvokeResponse answer = filtered.exchange(Filtered.get(path, "Cookie", cookie, "Host", "shop.example.com"))
                .subscribeOn(Schedulers.parallel())
                .block(Filtered.LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static String location(InvokeResponse answer) {
        assertThat(answer.status()).isEqualTo(302);
        return String.valueOf(answer.headers().first("location"));
    }

    /** The cookie as the browser sends it back. */
    private static String cookie(InvokeResponse answer) {
        String field = String.valueOf(answer.headers().first("set-cookie"));
        return "other=1; " + field.substring(0, field.indexOf(';'));
    }

    private static QueryValues query(String url) {
        return QueryValues.parse(url.substring(url.indexOf('?') + 1));
    }

    @Test
    void aBrowserLogsInAndGetsWhatItWantedWithTheToken() {
        Filtered filtered = filtered(Map.of());
        InvokeResponse away = ask(filtered, "orders/a%20b?q=1", "");
        assertThat(location(away)).startsWith("https://login.example.com/auth?");
        QueryValues login = query(location(away));
        assertThat(login.first("client_id")).isEqualTo("shop");
        assertThat(login.first("scope")).isEqualTo("email profile");
        assertThat(login.first("redirect_uri")).isEqualTo("http://shop.example.com/back");
        assertThat(login.first("response_type")).isEqualTo("code");
        assertThat(away.headers().first("set-cookie")).endsWith("; Path=/; HttpOnly; SameSite=Lax");

        InvokeResponse back = ask(filtered, "back?code=c1&state=" + login.first("state"), cookie(away));
        assertThat(location(back)).isEqualTo("/orders/a%20b?q=1");
        assertThat(provider.asked).singleElement().satisfies(asked -> assertThat(asked.form())
                .isEqualTo("code=c1&grant_type=authorization_code&redirect_uri=http%3A%2F%2Fshop.example.com%2Fback"));
        assertThat(filtered.passed).isEmpty();

        assertThat(ask(filtered, "orders", cookie(back)).status()).isEqualTo(200);
        assertThat(filtered.passed).singleElement().satisfies(passed -> assertThat(
                        passed.headers().all("authorization"))
                .containsExactly("Bearer t1"));
    }

    @Test
    void theSecretOfTheBrowserChangesWithTheLogin() {
        Filtered filtered = filtered(Map.of());
        InvokeResponse away = ask(filtered, "a", "");
        InvokeResponse back =
                ask(filtered, "back?code=c1&state=" + query(location(away)).first("state"), cookie(away));
        assertThat(cookie(back)).isNotEqualTo(cookie(away));
        assertThat(location(ask(filtered, "a", cookie(away)))).startsWith("https://login.example.com/");
    }

    @Test
    void whenTheTokenHasRunOutTheBrowserLogsInAgain() {
        Filtered filtered = filtered(Map.of());
        InvokeResponse away = ask(filtered, "a", "");
        InvokeResponse back =
                ask(filtered, "back?code=c1&state=" + query(location(away)).first("state"), cookie(away));
        clock.advanceTimeBy(Duration.ofSeconds(59));
        assertThat(ask(filtered, "a", cookie(back)).status()).isEqualTo(200);
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(location(ask(filtered, "a", cookie(back)))).startsWith("https://login.example.com/");
    }

    @ParameterizedTest
    @CsvSource({"back?code=c1&state=other, invalid state", "back?state=STATE, code not found"})
    void whoComesBackWithAnotherStateOrWithoutCodeIsRefused(String path, String text) {
        Filtered filtered = filtered(Map.of());
        InvokeResponse away = ask(filtered, "a", "");
        String state = query(location(away)).first("state");
        InvokeResponse refused = ask(filtered, path.replace("STATE", state), cookie(away));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(Filtered.text(refused)).isEqualTo(text);
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void theStateOfAnotherBrowserIsNoUse() {
        Filtered filtered = filtered(Map.of());
        String strangers = query(location(ask(filtered, "a", ""))).first("state");
        InvokeResponse away = ask(filtered, "a", "");
        assertThat(ask(filtered, "back?code=c1&state=" + strangers, cookie(away))
                        .status())
                .isEqualTo(400);
        assertThat(location(ask(filtered, "back?code=c1&state=" + strangers, "")))
                .as("without a session it is a request like any other")
                .startsWith("https://login.example.com/");
    }

    @Test
    void aCodeThatIsNotExchangedIsAnError() {
        Filtered filtered = filtered(Map.of());
        provider.answer("/token", 400, "{\"error\": \"invalid_grant\"}");
        InvokeResponse away = ask(filtered, "a", "");
        String path = "back?code=c1&state=" + query(location(away)).first("state");
        assertThat(ask(filtered, path, cookie(away)).status()).isEqualTo(500);
    }

    @Test
    void browsersCanBeMadeToComeBackByHttps() {
        Filtered filtered = filtered(Map.of("forceHTTPS", "true", "authHeaderName", "x-token"));
        InvokeResponse away = ask(filtered, "a?b=1", "");
        assertThat(away.headers().first("set-cookie")).endsWith("; Secure");
        InvokeResponse back =
                ask(filtered, "back?code=c1&state=" + query(location(away)).first("state"), cookie(away));
        assertThat(location(back)).isEqualTo("https://shop.example.com/a?b=1");
        ask(filtered, "a", cookie(back));
        assertThat(filtered.passed.get(0).headers().first("x-token")).isEqualTo("Bearer t1");
    }

    @Test
    void nobodyIsSentToAnotherHostByWhatTheyAskedFor() {
        Filtered filtered = filtered(Map.of());
        InvokeResponse away = ask(filtered, "//evil.example.com/", "");
        InvokeResponse back =
                ask(filtered, "back?code=c1&state=" + query(location(away)).first("state"), cookie(away));
        assertThat(location(back)).isEqualTo("/evil.example.com/");
    }

    @Test
    void pathsCanBeLeftOut() {
        Filtered filtered = filtered(Map.of("pathFilter", "^/private"));
        assertThat(ask(filtered, "public", "").status()).isEqualTo(200);
        assertThat(ask(filtered, "private", "").status()).isEqualTo(302);
    }
}
