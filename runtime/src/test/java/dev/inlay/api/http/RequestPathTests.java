package dev.inlay.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTests {

    @ParameterizedTest
    @CsvSource({
        "/v1.0/state/s/k, v1.0/state/s/k",
        "//v1.0//state/./s/k/, v1.0/state/s/k/",
        "/a/b/../c, a/c",
        "/../../a, a",
        "/a/.., ''",
        "/a/b/.., a/",
        "/a/b/., a/b/",
        "/.hidden/..two/three.., .hidden/..two/three..",
        "/a%2F%2e%2e%2Fb, a%2F%2e%2e%2Fb",
        "/v1.0/invoke/x/method/../../y, v1.0/invoke/x/method/y",
        "/v1.0/invoke/x/method/a/../../../y, v1.0/invoke/x/method/y",
        "/v1.0/invoke/http://h:1/method/../y, v1.0/invoke/http:/h:1/method/y",
        "/v1.0/invoke/../state/s/k, v1.0/state/s/k",
        "/v1.0/invoke/method/../y, v1.0/invoke/y",
        "/a b\"c, a%20b%22c",
        "/, ''",
        "'', ''",
    })
    void a_path_is_the_same_for_everybody_who_looks_at_it(String raw, String clean) {
        assertThat(RequestPath.clean(raw)).isEqualTo(clean);
    }

    @Test
    void bytes_that_are_no_text_are_encoded_one_by_one() {
        assertThat(RequestPath.clean("/\u00c3\u00a9\u0001")).isEqualTo("%C3%A9%01");
    }

    @ParameterizedTest
    @CsvSource({"/a, true", "/%2F, true", "/a%zz, false", "/a%2, false", "/%, false", "/%%20, false"})
    void a_percent_sign_begins_an_escape(String path, boolean wellFormed) {
        assertThat(RequestPath.isWellFormed(path)).isEqualTo(wellFormed);
    }

    @Test
    void what_is_clean_stays_as_it_is() {
        long seed = System.identityHashCode(this);
        Random random = new Random(seed);
        String alphabet = "ab./%2F\"é|:v1.0/invoke/method/";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder raw = new StringBuilder("/");
            for (int i = random.nextInt(24); i > 0; i--) {
                raw.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String clean = RequestPath.clean(raw.toString());
            assertThat(clean).as("%s, seed %d", raw, seed).doesNotContain("//").doesNotStartWith("/");
            assertThat(("/" + clean + "/")).as("%s, seed %d", raw, seed).doesNotContain("/../", "/./");
            assertThat(RequestPath.clean(clean)).as("%s, seed %d", raw, seed).isEqualTo(clean);
        }
    }
}
