package dev.inlay.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line, as a user starts it. */
final class Cli {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** @param output standard output and error output, as they came */
    record Result(int exitCode, String output) {}

    private Cli() {}

    /** Runs the command line with these arguments until its end. */
    static Result inlay(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Setting.of("INLAY_CLI").orElse(Setting.root().resolve("inlay").toString())));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("inlay", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end within " + LIMIT + ":\n" + text(output));
            }
            return new Result(process.exitValue(), text(output));
        } catch (IOException e) {
            throw new IllegalStateException(command + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
