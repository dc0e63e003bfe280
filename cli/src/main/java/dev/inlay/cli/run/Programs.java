package dev.inlay.cli.run;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the program of a command the way a shell does. */
final class Programs {

    private Programs() {}

    /**
     * The program's file.
     *
     * @param directory where the command runs; programs with a slash in their name are relative to it
     * @param environment the command's environment, with its {@code PATH}
     */
    static Optional<Path> find(String program, Path directory, Map<String, String> environment) {
        if (program.contains("/") || program.contains(File.separator)) {
            return executable(directory.resolve(program).normalize());
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Optional<Path> found = executable(directory.resolve(folder).resolve(program));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(Path file) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        List<String> suffixes = windows ? List.of("", ".exe", ".cmd", ".bat") : List.of("");
        return suffixes.stream()
                .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .findFirst();
    }
}
