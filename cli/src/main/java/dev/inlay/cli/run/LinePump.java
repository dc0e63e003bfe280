package dev.inlay.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Carries lines from a process to a consumer, on a thread of its own, in constant memory. */
final class LinePump {

    /** Longer lines are broken, so that a program that never ends its line cannot fill the memory. */
    static final int LONGEST_LINE = 64 * 1024;

    private LinePump() {}

    /** Starts to carry lines; the future completes when the process has closed its output. */
    static CompletableFuture<Void> start(String threadName, InputStream input, Consumer<String> consumer) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try (Reader reader = new InputStreamReader(input, StandardCharsets.UTF_8)) {
                        carry(reader, consumer);
                    } catch (IOException e) {
                        // The pipe breaks when the process is killed; its end is reported by its exit code.
                    } finally {
                        ended.complete(null);
                    }
                },
                threadName);
        thread.setDaemon(true);
        thread.start();
        return ended;
    }

    private static void carry(Reader reader, Consumer<String> consumer) throws IOException {
        char[] buffer = new char[8192];
        StringBuilder line = new StringBuilder();
        for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] != '\n') {
                    line.append(buffer[i]);
                }
                if (buffer[i] == '\n' || line.length() == LONGEST_LINE) {
                    emit(line, consumer);
                }
            }
        }
        if (!line.isEmpty()) {
            emit(line, consumer);
        }
    }

    private static void emit(StringBuilder line, Consumer<String> consumer) {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
            line.setLength(end - 1);
        }
        consumer.accept(line.toString());
        line.setLength(0);
    }
}
