package dev.inlay.sidecar.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.ParsedFlags;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagParserTests {

    static Stream<Arguments> formsOfOneFlag() {
        return Stream.of(
                Arguments.of(List.of("--app-id", "orders")),
                Arguments.of(List.of("--app-id=orders")),
                Arguments.of(List.of("-app-id", "orders")),
                Arguments.of(List.of("-app-id=orders")),
                Arguments.of(List.of("--app-id", "first", "--app-id", "orders")),
                Arguments.of(List.of("not-a-flag", "--app-id", "orders", "-", "")));
    }

    @ParameterizedTest
    @MethodSource("formsOfOneFlag")
    void aFlagIsTakenInEveryForm(List<String> arguments) throws Exception {
        ParsedFlags flags = DaprdFlags.parse(arguments);

        assertThat(flags.text("app-id")).isEqualTo("orders");
        assertThat(flags.isGiven("app-id")).isTrue();
        assertThat(flags.isGiven("app-port")).isFalse();
    }

    @Test
    void aValueMayBeginWithADashOrBeEmptyOrHaveAnEqualsSign() throws Exception {
        ParsedFlags flags =
                DaprdFlags.parse(List.of("--app-max-concurrency", "-10", "--app-id=", "--app-channel-address=a=b"));

        assertThat(flags.number("app-max-concurrency")).isEqualTo(-10);
        assertThat(flags.text("app-id")).isEmpty();
        assertThat(flags.text("app-channel-address")).isEqualTo("a=b");
    }

    @ParameterizedTest
    @CsvSource({
        "--enable-metrics,true",
        "--enable-metrics=true,true",
        "--enable-metrics=T,true",
        "--enable-metrics=1,true",
        "--enable-metrics=false,false",
        "--enable-metrics=F,false",
        "--enable-metrics=0,false"
    })
    void aSwitchTakesItsValueAfterAnEqualsSignOnly(String argument, boolean expected) throws Exception {
        ParsedFlags flags = DaprdFlags.parse(List.of(argument, "false", "--app-id", "a"));

        assertThat(flags.isOn("enable-metrics")).isEqualTo(expected);
        assertThat(flags.text("app-id")).isEqualTo("a");
    }

    @Test
    void aListTakesCommasAndQuotesAndMayBeRepeated() throws Exception {
        ParsedFlags flags = DaprdFlags.parse(
                List.of("--resources-path", "a,\"b,\"\"c\"", "--config=x", "--resources-path=d", "--config", ""));

        assertThat(flags.texts("resources-path")).containsExactly("a", "b,\"c", "d");
        assertThat(flags.texts("config")).containsExactly("x");
        assertThat(flags.texts("scheduler-host-address")).isEmpty();
    }

    @Test
    void whatFollowsTwoDashesIsNotRead() throws Exception {
        assertThat(DaprdFlags.parse(List.of("--", "--nonsense", "--app-id", "a"))
                        .text("app-id"))
                .isEmpty();
    }

    @Test
    void numbersAndDurationsAreWrittenAsInGo() throws Exception {
        ParsedFlags flags =
                DaprdFlags.parse(List.of("--app-max-concurrency=0x10", "--dapr-block-shutdown-duration", "1m30s"));

        assertThat(flags.number("app-max-concurrency")).isEqualTo(16);
        assertThat(flags.duration("dapr-block-shutdown-duration")).isEqualTo(Duration.ofSeconds(90));
        assertThat(flags.duration("actors-disseminate-timeout")).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense                    | unknown flag: --nonsense",
                "-nonsense=1                   | unknown flag: --nonsense",
                "-x                            | unknown shorthand flag: 'x' in -x",
                "--=x                          | bad flag syntax: --=x",
                "-=x                           | bad flag syntax: --=x",
                "---x                          | bad flag syntax: ---x",
                "--app-id                      | flag needs an argument: --app-id",
                "--app-max-concurrency=abc     | invalid argument \"abc\" for \"--app-max-concurrency\" flag: it is not"
                        + " a whole number",
                "--app-max-concurrency=9999999999 | invalid argument \"9999999999\" for \"--app-max-concurrency\" flag:"
                        + " it is not a whole number",
                "--scheduler-job-streams=-1    | invalid argument \"-1\" for \"--scheduler-job-streams\" flag: it is"
                        + " below zero",
                "--enable-mtls=maybe           | invalid argument \"maybe\" for \"--enable-mtls\" flag: it is neither"
                        + " true nor false",
                "--dapr-block-shutdown-duration=5 | invalid argument \"5\" for \"--dapr-block-shutdown-duration\" flag:"
                        + " '5' is not a duration",
                "--config=\"a                  | invalid argument \"\"a\" for \"--config\" flag: a quote is opened and"
                        + " not closed"
            })
    void whatIsNotUnderstoodIsRefusedByName(String argument, String message) {
        assertThatExceptionOfType(FlagMisuseException.class)
                .isThrownBy(() -> DaprdFlags.parse(List.of(argument)))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-help"})
    void helpEndsTheReading(String argument) throws Exception {
        assertThat(DaprdFlags.parse(List.of(argument, "--nonsense")).helpWanted())
                .isTrue();
    }

    @Test
    void aDeprecatedFlagIsTakenAndSaysWhatToUse() throws Exception {
        ParsedFlags flags = DaprdFlags.parse(List.of("--components-path", "a", "--components-path", "b"));

        assertThat(flags.text("components-path")).isEqualTo("b");
        assertThat(flags.warnings())
                .containsExactly("Flag --components-path has been deprecated, use --resources-path");
    }

    @Test
    void usageNamesEveryFlagThatIsNotDeprecatedWithTypeAndDefault() {
        List<String> lines = DaprdFlags.usage().lines().toList();

        assertThat(lines).first().isEqualTo("Usage of daprd:");
        assertThat(lines.subList(1, lines.size()))
                .hasSize(52)
                .isSorted()
                .anySatisfy(line -> assertThat(line).matches(" {6}--app-protocol string {3,}.* \\(default \"http\"\\)"))
                .anySatisfy(line -> assertThat(line).matches(" {6}--enable-metrics {3,}.* \\(default true\\)"))
                .anySatisfy(line ->
                        assertThat(line).matches(" {6}--actors-disseminate-timeout duration .* \\(default 30s\\)"))
                .anySatisfy(line -> assertThat(line).matches(" {6}--wait {3,}[^(]*"))
                .noneMatch(line -> line.contains("--components-path"));
    }
}
