package dev.inlay.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTests {

    @ParameterizedTest
    @CsvSource({
        "5s, PT5S",
        "500ms, PT0.5S",
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        "-2s, PT-2S",
        "0, PT0S",
        "+1m, PT1M",
        "3us, PT0.000003S",
        ".5s, PT0.5S",
        "1m0.5s, PT1M0.5S"
    })
    void readsGoDurations(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5x", "5s5", "1 s", "--1s", "1h-30m"})
    void refusesWhatIsNoneAndSaysWhatIs(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("1h30m");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse("99999999999h"))
                .withMessageContaining("too long");
    }

    @Test
    void takesBareNumbersAsSecondsWhereAsked() {
        assertThat(Durations.parseOrSeconds("3")).isEqualTo(Duration.ofSeconds(3));
        assertThat(Durations.parseOrSeconds("3ms")).isEqualTo(Duration.ofMillis(3));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.000000007S, 7ns",
        "PT0.0000015S, 1.5µs",
        "PT0.5S, 500ms",
        "PT1S, 1s",
        "PT1.25S, 1.25s",
        "PT1M, 1m0s",
        "PT1H30M, 1h30m0s",
        "PT-2S, -2s"
    })
    void writesThemAsGoDoes(Duration duration, String expected) {
        assertThat(Durations.format(duration)).isEqualTo(expected);
    }
}
