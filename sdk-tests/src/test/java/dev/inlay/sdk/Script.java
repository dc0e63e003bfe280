package dev.inlay.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A program in another language, and what it has printed. */
final class Script implements AutoCloseable {

    /** How long a test waits for what must happen, on a machine with much to do. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path output;

    private Script(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it in a folder; what it prints goes to a file of the other folder. */
    static Script start(Path folder, Path outputs, Map<String, ?> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(outputs, "output", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile());
            environment.forEach((name, value) -> builder.environment().put(name, String.valueOf(value)));
            return new Script(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> linesWith(String text) {
        return lines().stream().filter(line -> line.contains(text)).toList();
    }

    String output() {
        return String.join("\n", lines());
    }

    void awaitLine(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(process.isAlive() || !linesWith(text).isEmpty())
                    .as(this::output)
                    .isTrue();
            assertThat(output()).contains(text);
        });
    }

    /** Waits until it has ended, and demands that it is content. */
    void awaitSuccess(Duration patience) {
        assertThat(process.onExit()).as(this::output).succeedsWithin(patience);
        assertThat(process.exitValue()).as(this::output).isZero();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(ended -> ended.onExit().join());
    }
}
