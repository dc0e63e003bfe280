package dev.inlay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.error.InlayException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodPathTests {

    @ParameterizedTest
    @CsvSource({
        "neworder, neworder, neworder",
        "/neworder, neworder, neworder",
        "a/b%20c, a/b c, a/b%20c",
        "a%2Fb, a/b, a%2Fb",
        "a/../b, b, b",
        "a/./b, a/b, a/b",
        "../../secret, secret, secret",
        "%2e%2e/secret, secret, secret",
        "a%2F..%2Fb, b, b",
        "public/..%2fadmin, admin, admin",
        "a/.., '', ''",
        "//a, a, a",
        "%2f/a, //a, %2f/a",
        "a/..//b, b, b",
        "a/b/.., a/, a/",
        "v1.0/orders, v1.0/orders, v1.0/orders",
        "ä/../ö, ö, %C3%B6",
        "a+b, a+b, a+b",
        "a b, a b, a%20b",
        "a|b, a|b, a%7Cb"
    })
    void decodesAndResolvesBeforeAnyoneCompares(String raw, String decoded, String encoded) {
        assertThat(MethodPath.of(raw)).isEqualTo(new MethodPath(decoded, encoded));
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b",
        "a b, a%20b",
        "a%20b, a%20b",
        "ü%20, %C3%BC%20",
        "100%, 100%25",
        "%zz, %25zz",
        "/a?b#c, a%3Fb%23c",
        "{x}^, %7Bx%7D%5E"
    })
    void aPathOfAnotherInstanceIsMadeFitForTheRequestLine(String path, String inRequestLine) {
        assertThat(MethodPath.inRequestLine(path)).isEqualTo(inRequestLine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00b", "a%0ab", "a#b", "a%23b", "a?b", "a%3fb", "a%", "a%4", "a%zz", "a\tb", "a%7F"})
    void refusesWhatNoPathMayHoldAndNamesIt(String raw) {
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> MethodPath.of(raw))
                .withMessageContaining("'" + raw + "'");
    }

    @Test
    void whatIsSentMeansWhatWasCompared() {
        long seed = System.getProperty("inlay.seed") == null ? new Random().nextLong() : Long.getLong("inlay.seed");
        Random random = new Random(seed);
        String[] parts = {"a", "..", ".", "/", "%2f", "%2E", "%2e%2e", "b%20", "ü", "", "%25"};
        for (int i = 0; i < 5_000; i++) {
            StringBuilder raw = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                raw.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? "/" : "");
            }
            MethodPath path = MethodPath.of(raw.toString());
            MethodPath again = MethodPath.of(path.encoded());
            assertThat(again.decoded()).as("seed %s, path %s", seed, raw).isEqualTo(path.decoded());
            assertThat(path.decoded().split("/"))
                    .as("seed %s, path %s", seed, raw)
                    .doesNotContain("..", ".");
        }
    }
}
