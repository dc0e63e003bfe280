package dev.inlay.sdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What other languages need to run: the programs of this machine, and packages that are installed once under
 * {@code target}. Where a program is absent the running test is skipped, and says so.
 */
final class Toolchain {

    private static final Path SCRIPTS = property("inlay.sdk.scripts");
    private static final Path TARGET = property("inlay.sdk.target");
    private static final Duration INSTALLATION = Duration.ofMinutes(5);

    private Toolchain() {}

    private static Path property(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty(name), () -> "Set -D" + name + "."));
    }

    /** The sidecar program as the build has packaged it. */
    static Path sidecar() {
        Path program = property("inlay.sidecar");
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    program + " is not there. Run ./mvnw -Psdk -pl sdk-tests -am verify, which packages it.");
        }
        return program;
    }

    static boolean hasNode() {
        return isInstalled("node") && isInstalled("npm");
    }

    static boolean hasPython() {
        return isInstalled("python3") && succeeds(List.of("python3", "-c", "import venv, ensurepip"));
    }

    /** Skips the running test without what it needs, and says so where the build shows it: the runner keeps the reason. */
    static void need(boolean there, String otherwise) {
        if (!there) {
            System.out.println(otherwise);
        }
        assumeTrue(there, otherwise);
    }

    static void assumeNode() {
        need(hasNode(), "skipped: install node and npm to run what is written in JavaScript");
    }

    static void assumePython() {
        need(hasPython(), "skipped: install python3 with pip and venv to run what is written in Python");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The scripts in JavaScript beside the packages that they import. */
    static Path javascript() throws IOException {
        assumeNode();
        return nodePackages(copy(SCRIPTS.resolve("javascript"), TARGET.resolve("sdk/javascript")));
    }

    /** The scripts in Python. */
    static Path pythonScripts() {
        return SCRIPTS.resolve("python");
    }

    /** Installs what the lock file of a folder under {@code target} names, unless that has been done. */
    static Path nodePackages(Path folder) throws IOException {
        install(
                folder.resolve("package-lock.json"),
                folder.resolve("node_modules/installed.txt"),
                folder,
                List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        return folder;
    }

    /** A Python with Dapr's SDK and what the samples import. */
    static synchronized String python() throws IOException {
        assumePython();
        Path home = Files.createDirectories(TARGET.resolve("sdk")).resolve("python");
        String python = home.resolve("bin/python").toString();
        Path requirements = SCRIPTS.resolve("python/requirements.txt");
        Path installed = home.resolve("installed.txt");
        if (!isCurrent(requirements, installed)) {
            run(TARGET, List.of("python3", "-m", "venv", "--clear", home.toString()));
        }
        List<String> pip = List.of(
                python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements.toString());
        install(requirements, installed, TARGET, pip);
        return python;
    }

    private static synchronized void install(Path wanted, Path installed, Path folder, List<String> command)
            throws IOException {
        if (!isCurrent(wanted, installed)) {
            run(folder, command);
            Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isCurrent(Path wanted, Path installed) throws IOException {
        return Files.exists(installed) && Files.mismatch(wanted, installed) == -1;
    }

    private static void run(Path folder, List<String> command) throws IOException {
        Path outputs = Files.createDirectories(TARGET.resolve("sdk/installation"));
        try (Script script = Script.start(folder, outputs, Map.of(), command)) {
            script.awaitSuccess(INSTALLATION);
        }
    }

    /** A copy of a folder under {@code target}, in which what was installed before stays. */
    static Path copy(Path folder, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(folder.relativize(file));
                Files.createDirectories(to.resolve("..").normalize());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    /** A folder under {@code target}. */
    static Path target(String name) throws IOException {
        return Files.createDirectories(TARGET.resolve(name));
    }
}
