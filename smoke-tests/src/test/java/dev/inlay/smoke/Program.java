package dev.inlay.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A program in a process of its own, with a home folder and an environment of its own, and what it has printed. */
final class Program implements AutoCloseable {

    /** How long a test waits for what must happen; a machine with much to do starts a service in half a minute. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a program needs of the environment of the tests. The rest could change what it does. */
    private static final Set<String> INHERITED = Set.of("PATH", "JAVA_HOME", "LANG", "TMPDIR");

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Builder command(Collection<String> command) {
        return new Builder(List.copyOf(command));
    }

    /** A program of one of the packages, with the compiler that starts fastest. */
    static Builder jar(Path jar, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Packaged.java().toString(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return new Builder(command);
    }

    static final class Builder {

        private final List<String> command;
        private final Map<String, String> environment = new LinkedHashMap<>();

        private Builder(List<String> command) {
            this.command = command;
        }

        Builder with(String variable, Object value) {
            environment.put(variable, value.toString());
            return this;
        }

        /** Starts the program in its home folder. */
        Program start(Path home) {
            try {
                Path output = Files.createTempFile(home, "output", ".txt");
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile());
                builder.environment().keySet().retainAll(INHERITED);
                builder.environment().put("HOME", home.toString());
                builder.environment().putAll(environment);
                return new Program(builder.start(), output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines with a text, from where it begins. */
    List<String> said(String text) {
        return lines().stream()
                .filter(line -> line.contains(text))
                .map(line -> line.substring(line.indexOf(text)))
                .toList();
    }

    void awaitLine(String text) {
        awaitLines(text, 1);
    }

    /** Waits until a text was printed a number of times. */
    void awaitLines(String text, int times) {
        await().atMost(PATIENCE)
                .failFast("the program has ended", () -> {
                    if (!isAlive()) {
                        assertSaid(text, times);
                    }
                })
                .untilAsserted(() -> assertSaid(text, times));
    }

    private void assertSaid(String text, int times) {
        assertThat(said(text))
                .as(() -> "lines with '" + text + "' in:\n" + output())
                .hasSizeGreaterThanOrEqualTo(times);
    }

    String output() {
        return String.join("\n", lines());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by its name, as TERM. */
    void send(String signal) {
        send(signal, Stream.of(process.toHandle()));
    }

    /** Sends SIGINT to the program and everything it has started, as a terminal does. */
    /** As a terminal does. Where shells have this build ignore that signal, everything that it starts does, too. */
    void pressCtrlC() {
        send(
                isInterruptIgnored() ? "TERM" : "INT",
                Stream.concat(Stream.of(process.toHandle()), process.descendants()));
    }

    private static boolean isInterruptIgnored() {
        Path status = Path.of("/proc/self/status");
        try (Stream<String> lines = Files.exists(status) ? Files.lines(status) : Stream.empty()) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & 2) != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void send(String signal, Stream<ProcessHandle> processes) {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + signal));
        processes.map(ProcessHandle::pid).map(String::valueOf).forEach(kill::add);
        try {
            assertThat(new ProcessBuilder(kill).inheritIO().start().waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Everything that it has started and that still runs. */
    List<ProcessHandle> descendants(Predicate<ProcessHandle> which) {
        return process.descendants().filter(which).toList();
    }

    int awaitExit() {
        return awaitExit(PATIENCE);
    }

    int awaitExit(Duration patience) {
        assertThat(process.onExit()).as(this::output).succeedsWithin(patience);
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(ended -> ended.onExit().join());
    }
}
