package dev.inlay.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void coloursOnATerminalOnly() {
        assertThat(Terminal.wantsColour(Map.of(), "true", false)).isTrue();
        assertThat(Terminal.wantsColour(Map.of(), "false", true)).isFalse();
        assertThat(Terminal.wantsColour(Map.of(), null, true)).isTrue();
        assertThat(Terminal.wantsColour(Map.of(), null, false)).isFalse();
    }

    @Test
    void doesNotColourWhenToldNotTo() {
        assertThat(Terminal.wantsColour(Map.of("NO_COLOR", "1"), "true", true)).isFalse();
        assertThat(Terminal.wantsColour(Map.of("NO_COLOR", ""), "true", true)).isTrue();
        assertThat(Terminal.wantsColour(Map.of("TERM", "dumb"), "true", true)).isFalse();
    }

    @Test
    void coloursThePrefixAndLeavesTheLineAlone() {
        terminal(true).applicationLine("== APP - a == ", 94, "hello");
        assertThat(out.toString(StandardCharsets.UTF_8).strip()).isEqualTo("\u001B[94m== APP - a == \u001B[0mhello");
    }

    @Test
    void failuresAndWarningsGoToTheErrorStream() {
        Terminal terminal = terminal(false);
        terminal.success("done");
        terminal.info("by the way");
        terminal.warning("careful");
        terminal.failure("broken");
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("✅  done", "ℹ️  by the way");
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).containsExactly("⚠  careful", "❌  broken");
    }

    @Test
    void jsonEscapesWhatJsonWantsEscaped() {
        assertThat(Json.quote("a\"b\\c\nd\re\tf\u0001g é")).isEqualTo("\"a\\\"b\\\\c\\nd\\re\\tf\\u0001g é\"");
    }

    private Terminal terminal(boolean coloured) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                coloured,
                Clock.systemUTC());
    }
}
