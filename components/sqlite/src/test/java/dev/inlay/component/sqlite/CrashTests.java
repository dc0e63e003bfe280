package dev.inlay.component.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.StateStore;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoredValue;
import dev.inlay.time.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies in the middle of its writes leaves everything that it had acknowledged, and no half transaction. */
class CrashTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @RepeatedTest(3)
    void what_was_acknowledged_before_the_kill_is_there_afterwards() throws Exception {
        Path file = folder.resolve("state.db");
        Set<Integer> singles = new TreeSet<>();
        int lastTogether = -1;
        for (String line : linesOfAKilledWriter(file, 1_000)) {
            int n = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            if (line.startsWith("set ")) {
                singles.add(n);
            } else {
                lastTogether = Math.max(lastTogether, n);
            }
        }
        assertThat(singles).hasSizeGreaterThan(100);
        assertThat(lastTogether).isNotNegative();

        StateStore store = Stores.of(file, TimeSource.system());
        store.init().block(LIMIT);
        try {
            for (int n : singles) {
                assertThat(number(store, "single-" + n)).isEqualTo(n);
            }
            Set<Integer> together = new HashSet<>();
            for (int i = 0; i < AcknowledgingWriter.TOGETHER; i++) {
                together.add(number(store, "together-" + i));
            }
            assertThat(together).as("the values of one transaction").hasSize(1);
            assertThat(together.iterator().next()).isGreaterThanOrEqualTo(lastTogether);
        } finally {
            store.close().block(LIMIT);
        }
    }

    /** Starts a writer, kills it without warning after so many acknowledgements, and returns all it gave. */
    private static List<String> linesOfAKilledWriter(Path file, int count) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("set ") || line.startsWith("all ")) {
                    lines.add(line);
                }
                if (lines.size() == count) {
                    // By its handle: Process.destroyForcibly would close the output that is still to be read.
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // The kill may cut the last line short.
        return lines.subList(0, lines.size() - 1);
    }

    private static int number(StateStore store, String key) {
        StoredValue stored = store.get(new StoreGet(key)).block(LIMIT);
        assertThat(stored).as("the value of %s", key).isNotNull();
        return Integer.parseInt(
                new String(Objects.requireNonNull(stored).value().bytes(), StandardCharsets.UTF_8));
    }
}
