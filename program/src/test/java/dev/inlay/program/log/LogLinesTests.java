package dev.inlay.program.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** The golden lines are daprd 1.18.3's. */
class LogLinesTests {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-11-24T18:28:33.914046464Z");
    private static final LogSettings SETTINGS = new LogSettings(Severity.INFO, false, "a", "vm", "unknown");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LogOutput output = LogOutput.to(written, TimeSource.system());

    private String lineWithoutTime() {
        return written.toString(StandardCharsets.UTF_8)
                .replaceAll("time=\"[^\"]+\" ", "")
                .replaceAll(",\"time\":\"[^\"]+\"", "")
                .stripTrailing();
    }

    private static String text(LogLine line) {
        StringBuilder text = new StringBuilder();
        new TextFormat().write(line, text);
        return text.toString();
    }

    private static LogLine lineAt(OffsetDateTime time) {
        return new LogLine(time, Severity.INFO, "m", new TreeMap<>());
    }

    @Test
    void aTextLineHasTimeLevelAndMessageFirstAndThenTheFieldsByName() {
        Map<String, Object> fields =
                Map.of("app_id", "a", "instance", "vm", "scope", "dapr.runtime", "type", "log", "ver", "unknown");

        assertThat(text(new LogLine(
                        TIME,
                        Severity.INFO,
                        "Starting Dapr Runtime -- version edge -- commit ",
                        new TreeMap<>(fields))))
                .isEqualTo("time=\"2026-11-24T18:28:33.914046464Z\" level=info msg=\"Starting Dapr Runtime -- version"
                        + " edge -- commit \" app_id=a instance=vm scope=dapr.runtime type=log ver=unknown");
    }

    @Test
    void aJsonLineHasItsKeysByNameAndEscapesWhatMeansSomethingInHtml() {
        output.use(new LogSettings(Severity.INFO, true, "a", "vm", "unknown"));

        output.write(
                Severity.INFO,
                "dapr.contrib",
                "local service entry announced: a -> 127.0.0.1:56342",
                Map.of("component", "nr (mdns/v1)"));

        assertThat(lineWithoutTime())
                .isEqualTo("{\"app_id\":\"a\",\"component\":\"nr (mdns/v1)\",\"instance\":\"vm\",\"level\":\"info\","
                        + "\"msg\":\"local service entry announced: a -\\u003e 127.0.0.1:56342\","
                        + "\"scope\":\"dapr.contrib\",\"type\":\"log\",\"ver\":\"unknown\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T18:28:34.67166155Z, 2026-11-24T18:28:34.67166155Z",
        "2026-11-24T18:28:34Z,          2026-11-24T18:28:34Z",
        "2026-01-02T03:04:05.100Z,      2026-01-02T03:04:05.1Z",
        "2026-01-02T03:04:05.000000001+05:30, 2026-01-02T03:04:05.000000001+05:30"
    })
    void aTimeHasNoMoreDigitsThanItNeeds(String time, String expected) {
        assertThat(lineAt(OffsetDateTime.parse(time)).timeText()).isEqualTo(expected);
    }

    @Test
    void aTimeIsWrittenInTheZoneOfItsOffset() {
        assertThat(lineAt(Instant.EPOCH.atOffset(ZoneOffset.ofHours(-3))).timeText())
                .isEqualTo("1969-12-31T21:00:00-03:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "plain-._/@^+9         | plain-._/@^+9",
                "two words             | \"two words\"",
                "a=b                   | \"a=b\"",
                "Loading components…   | \"Loading components…\"",
                "say \"hi\" \\ there   | \"say \\\"hi\\\" \\\\ there\""
            })
    void aTextValueIsQuotedWhenItHasToBe(String value, String expected) {
        assertThat(text(new LogLine(TIME, Severity.WARN, value, new TreeMap<>())))
                .endsWith(" level=warning msg=" + expected);
    }

    @Test
    void controlCharactersNeverBreakALine() {
        assertThat(text(new LogLine(
                        TIME, Severity.ERROR, "a\nb\tc\r\u0000\u001b[1m\u0085\u2028\uFEFF😀", new TreeMap<>())))
                .endsWith(" msg=\"a\\nb\\tc\\r\\x00\\x1b[1m\\u0085\\u2028\\ufeff😀\"");
    }

    @Test
    void jsonEscapesControlCharactersAndKeepsTheRest() {
        StringBuilder text = new StringBuilder();

        new JsonFormat()
                .write(
                        new LogLine(TIME, Severity.INFO, "a\n\"\\\u0001\u2028<&>…", new TreeMap<>(Map.of("size", 5))),
                        text);

        assertThat(text)
                .hasToString("{\"level\":\"info\",\"msg\":\"a\\n\\\"\\\\\\u0001\\u2028\\u003c\\u0026\\u003e…\","
                        + "\"size\":5,\"time\":\"2026-11-24T18:28:33.914046464Z\"}");
    }

    @Test
    void linesBelowTheThresholdAreLeftOut() {
        output.use(SETTINGS);

        output.write(Severity.DEBUG, "dapr.runtime", "fine");
        output.write(Severity.FATAL, "dapr.runtime", "gone");

        assertThat(lineWithoutTime())
                .isEqualTo("level=fatal msg=gone app_id=a instance=vm scope=dapr.runtime type=log ver=unknown");
    }

    @Test
    void aLoggerOfTheRuntimeHasItsScopeAndKeyValuePairsAsFields() {
        output.use(SETTINGS);
        Logger logger = new ScopedLogger("dev.inlay.api.http.RequestLog", output);

        logger.atInfo()
                .addKeyValue("method", "GET /v1.0/state")
                .addKeyValue("code", 204)
                .log("HTTP API Called");

        assertThat(lineWithoutTime())
                .isEqualTo("level=info msg=\"HTTP API Called\" app_id=a code=204 instance=vm method=\"GET /v1.0/state\""
                        + " scope=dapr.runtime.http type=log ver=unknown");
    }

    @Test
    void aThrowableBecomesAFieldOfTheSameLine() {
        output.use(SETTINGS);

        new ScopedLogger("dev.inlay.InlayRuntime", output)
                .warn("port {} is taken", 5, new IllegalStateException("boom"));

        assertThat(lineWithoutTime().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("level=warning msg=\"port 5 is taken\" app_id=a error=\"java.lang.IllegalStateException:"
                        + " boom\\n\\tat dev.inlay."));
    }

    @Test
    void librariesAreHeardFromWarningsOn() {
        output.use(new LogSettings(Severity.DEBUG, false, "a", "vm", "unknown"));
        Logger library = new ScopedLogger("io.netty.Something", output);
        Logger own = new ScopedLogger("dev.inlay.Something", output);

        library.info("chatter");
        own.trace("never");
        own.debug("ours");
        library.warn("careful");

        assertThat(lineWithoutTime().lines())
                .containsExactly(
                        "level=debug msg=ours app_id=a instance=vm scope=dapr.runtime type=log ver=unknown",
                        "level=warning msg=careful app_id=a instance=vm scope=io.netty.Something type=log ver=unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "dev.inlay.InlayRuntime,                        dapr.runtime",
        "dev.inlay.api.http.HttpApiServer,              dapr.runtime.http",
        "dev.inlay.api.grpc.GrpcApiServer,              dapr.runtime.grpc.api",
        "dev.inlay.peer.PeerServer,                     dapr.runtime.grpc.internal",
        "dev.inlay.peer.RemoteApps,                     dapr.runtime.direct_messaging",
        "dev.inlay.component.ComponentRegistry,         dapr.runtime.processor",
        "dev.inlay.component.ResourceLoader,            dapr.runtime.loader.disk",
        "dev.inlay.component.reload.HotReload,          dapr.runtime.hotreload",
        "dev.inlay.app.AppHealth,                       dapr.apphealth",
        "dev.inlay.component.redis.RedisStateStore,     dapr.contrib",
        "dapr.runtime.http-info,                        dapr.runtime.http-info"
    })
    void loggersFallIntoDaprsScopes(String logger, String scope) {
        assertThat(Scopes.of(logger)).isEqualTo(scope);
    }

    @ParameterizedTest
    @CsvSource({"debug,DEBUG", "INFO,INFO", "warn,WARN", "Error,ERROR", "fatal,FATAL"})
    void logLevelsAreDaprs(String option, Severity severity) {
        assertThat(Severity.of(option)).contains(severity);
    }

    @ParameterizedTest
    @CsvSource({"warning", "trace", "''", "panic"})
    void otherLogLevelsAreUnknown(String option) {
        assertThat(Severity.of(option)).isEmpty();
    }
}
