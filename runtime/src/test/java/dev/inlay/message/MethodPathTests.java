package dev.inlay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
        "ä, ä, %C3%A4",
        "a%2fb ü, a/b ü, a%2fb%20%C3%BC",
        "a[b], a[b], a%5Bb%5D",
        "a%252Fb, a%2Fb, a%252Fb",
        "a|b, a|b, a%7Cb"
    })
    void decodesAndResolvesBeforeAnyoneCompares(String raw, String decoded, String encoded) {
        assertThat(MethodPath.of(raw)).isEqualTo(new MethodPath(decoded, encoded));
    }

    @ParameterizedTest
    @CsvSource({
        "neworder, neworder, neworder",
        "a%20b, a%20b, a%20b",
        "a b, a b, a%20b",
        "a%zz, a%zz, a%25zz",
        "a%2Fb, a%2Fb, a%2Fb",
        "x/../b, b, b",
        "x%2F..%2Fb, x%2F..%2Fb, b",
        "/a/./b, a/b, a/b"
    })
    void aPathThatIsNoPartOfAUrlIsTakenAsItStands(String plain, String decoded, String encoded) {
        assertThat(MethodPath.ofPlain(plain)).isEqualTo(new MethodPath(decoded, encoded));
    }

    @ParameterizedTest
    @CsvSource({"b%23/../a, a", "b%3F/../../a, a", "b%23%00%2F..%2Fa, a", "%0d/../a, a"})
    void whatIsResolvedAwayMayHoldAnything(String raw, String left) {
        assertThat(MethodPath.of(raw)).isEqualTo(new MethodPath(left, left));
    }

    @ParameterizedTest
    @CsvSource({"a, a", "/a, /a", "/b/../a, /a", "b/../a, a", "/, /"})
    void anApplicationThatSpeaksGrpcSeesTheLeadingSlashOfTheCaller(String plain, String seen) {
        InvokeRequest request = new InvokeRequest("app", "GET", "").withPlainMethod(plain);
        assertThat(request.grpcMethod()).isEqualTo(seen);
        assertThat(request.withMethod(request.path()).grpcMethod()).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#b", "a?b", "a\u0000b", "a\rb"})
    void aPathThatIsNoPartOfAUrlMayNotHoldEverything(String plain) {
        assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> MethodPath.ofPlain(plain));
    }

    @ParameterizedTest
    @CsvSource({
        "a%20b, a b",
        "a%2Fb, a%2Fb",
        "a%2fb%20c%2F, a%2fb c%2F",
        "a%25b, a%b",
        "a%2Fb%25c, a%2Fb%c",
        "a%C3%A4, aä"
    })
    void instancesSendOneAnotherDecodedPathsInWhichEncodedSlashesStay(String raw, String wire) {
        assertThat(MethodPath.of(raw).onTheWire()).isEqualTo(wire);
    }

    @Test
    void anEscapeThatCannotBeReadIsFound() {
        assertThat(MethodPath.invalidEscape("a%20b")).isNull();
        assertThat(MethodPath.invalidEscape("a%stream")).isEqualTo("%st");
        assertThat(MethodPath.invalidEscape("a%")).isEqualTo("%");
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
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a%00b   | method contains forbidden character: "a\\x00b"
            a#b     | method contains forbidden character: "a#b"
            a%23b   | method contains forbidden character: "a#b"
            a?b     | method contains forbidden character: "a?b"
            a%3fb   | method contains forbidden character: "a?b"
            a%0ab   | method contains control character at position 1: "a\\nb"
            ä%09b   | method contains control character at position 2: "ä\\tb"
            %7Fx    | method contains control character at position 0: "\\x7fx"
            a%      | method contains a percent sign without two hexadecimal digits: "a%"
            a%4     | method contains a percent sign without two hexadecimal digits: "a%4"
            a%zz    | method contains a percent sign without two hexadecimal digits: "a%zz"
            """)
    void refusesWhatNoPathMayHoldInDaprsWords(String raw, String problem) {
        assertThatExceptionOfType(InvalidMethodException.class)
                .isThrownBy(() -> MethodPath.of(raw))
                .withMessage("invalid method: " + problem);
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
