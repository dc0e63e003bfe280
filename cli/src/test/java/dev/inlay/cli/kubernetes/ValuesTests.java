package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTests {

    @Test
    void setsAreRepeatableAndSeparatedByCommas() {
        assertThat(Values.of("1.2.3", "localhost/inlay", List.of("a.b=1,c=x=y", "d={1,2}")))
                .isEqualTo(Map.of(
                        "global.tag", "1.2.3",
                        "global.registry", "localhost/inlay",
                        "a.b", "1",
                        "c", "x=y",
                        "d", "{1,2}"));
    }

    @Test
    void latestIsTheVersionOfTheChart() {
        assertThat(Values.of("latest", null, List.of())).isEmpty();
    }

    @Test
    void whatIsNoVersionAndWhatHasNoValueIsNamed() {
        assertThatThrownBy(() -> Values.of("a b", null, List.of())).hasMessageContaining("'a b' is no version");
        assertThatThrownBy(() -> Values.of("latest", null, List.of("x"))).hasMessageContaining("'x' has no name");
    }
}
