package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.cli.CommandLineCase;
import dev.inlay.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetriesTests {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final Retries retries =
            new Retries(new Terminal(stream, stream, false, CommandLineCase.CLOCK), Runnable::run);
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void whatSucceedsAtLastHasSucceeded() {
        retries.perform(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new ClusterException("another writer was faster");
            }
        });

        assertThat(tries).hasValue(3);
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.equals("⌛  Retrying after 100ms..."));
    }

    @Test
    void whatFailsFiveTimesHasFailed() {
        assertThatThrownBy(() -> retries.perform(() -> {
                    tries.incrementAndGet();
                    throw new ClusterException("no");
                }))
                .isInstanceOf(ClusterException.class)
                .hasMessage("no");
        assertThat(tries).hasValue(5);
    }
}
