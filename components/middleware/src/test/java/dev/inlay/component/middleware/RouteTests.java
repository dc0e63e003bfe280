package dev.inlay.component.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.InvalidComponentException;
import dev.inlay.time.TimeSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths under other names, and paths that are let pass. Expectations are what daprd 1.18.3 did. */
class RouteTests {

    private static final String ROUTES = """
            {"/inroutes/{n}": "/v1.0/invoke/a/method/fromroutes",
             "/files/{path:.*}": "/v1.0/invoke/a/method/file",
             "/num/{id:[0-9]{2}}": "/v1.0/invoke/a/method/num",
             "/tail/": "/v1.0/invoke/a/method/tail",
             "/keep/{id}/x": "/v1.0/invoke/a/method/{id}",
             "/a.b/{x}/{y}": "/two"}""";

    private static Filtered aliases(Map<String, String> metadata) {
        return Filtered.by(new RouteAliasMiddlewareFactory(), TimeSource.system(), metadata);
    }

    private static Filtered checker(String rule) {
        return Filtered.by(new RouterCheckerMiddlewareFactory(), TimeSource.system(), Map.of("rule", rule));
    }

    @ParameterizedTest
    @CsvSource({
        "/inroutes/7?z=1&b=2, /v1.0/invoke/a/method/fromroutes?b=2&n=7&z=1",
        "/inroutes/a%20b, /v1.0/invoke/a/method/fromroutes?n=a+b",
        "/inroutes/7?n=9, /v1.0/invoke/a/method/fromroutes?n=9&n=7",
        "/inroutes/7?q=%zz&d, /v1.0/invoke/a/method/fromroutes?d=&n=7",
        "/inroutes/7/8, /inroutes/7/8",
        "/files/x/y, /v1.0/invoke/a/method/file?path=x%2Fy",
        "/files/, /v1.0/invoke/a/method/file?path=",
        "/num/12, /v1.0/invoke/a/method/num?id=12",
        "/num/123, /num/123",
        "/num/zz, /num/zz",
        "/tail/, /v1.0/invoke/a/method/tail",
        "/tail, /tail",
        "/keep/9/x, /v1.0/invoke/a/method/%7Bid%7D?id=9",
        "/a.b/1/2, /two?x=1&y=2",
        "/aXb/1/2, /aXb/1/2",
        "/files/../inroutes/7, /v1.0/invoke/a/method/fromroutes?n=7"
    })
    void aPathGoesUnderItsAliasAndItsVariablesIntoTheQuery(String path, String expected) {
        assertThat(aliases(Map.of("routes", ROUTES)).lineOf(path)).isEqualTo(expected);
    }

    @Test
    void routesMayBeYamlAndTheFirstWins() {
        Filtered filtered = aliases(Map.of("routes", "/a/{x}: /first\n/a/b: /second\n"));
        assertThat(filtered.lineOf("/a/b")).isEqualTo("/first?x=b");
    }

    @Test
    void routesMayBeFieldsOfTheirOwnAsTheyOnceWere() {
        assertThat(aliases(Map.of("/Orders/{Id}", "/order")).lineOf("/Orders/7"))
                .isEqualTo("/order?Id=7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "{\"/a/{x\": \"/b\"}",
                "{\"/a/{x:(}\": \"/b\"}",
                "{\"/a/{x:(b|c)}\": \"/b\"}",
                "{\"/a\": \"/b?x=1\"}",
                "{: :"
            })
    void routesThatMakeNoSenseAreRefused(String routes) {
        assertThatExceptionOfType(InvalidComponentException.class)
                .isThrownBy(() -> aliases(Map.of("routes", routes)))
                .withMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource({
        "^/v1.0/(invoke|metadata), /v1.0/invoke/a/method/b, 200",
        "^/v1.0/(invoke|metadata), /v1.0/secrets/x, 400",
        "invoke, /v1.0/invoke/x, 200",
        "^/[a-z]+(\\?.*)?$, /q?a=b%20c, 200",
        "^/[a-z]+$, /q?a=b, 400",
        "^/public/, /public/../secret, 400",
        "^/public/, /public/%2e%2e/secret, 400",
        "^/public/, /public/a%00, 400"
    })
    void onlyPathsThatTheRuleDescribesPass(String rule, String path, int status) {
        Filtered filtered = checker(rule);
        var answer = filtered.answer(Filtered.get(path));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(filtered.passed).hasSize(status == 200 ? 1 : 0);
        if (status == 400) {
            assertThat(Filtered.text(answer)).isEqualTo("invalid router");
            assertThat(answer.headers().first("content-type")).isEqualTo("text/plain; charset=utf-8");
        }
    }

    @Test
    void aRuleThatIsNoExpressionIsNamed() {
        assertThatExceptionOfType(InvalidComponentException.class)
                .isThrownBy(() -> checker("^/a("))
                .withMessageContainingAll("rule", "^/a(");
    }
}
