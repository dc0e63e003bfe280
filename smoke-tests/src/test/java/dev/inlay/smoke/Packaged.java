package dev.inlay.smoke;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What the build has packaged. */
final class Packaged {

    private static final Path ROOT = Path.of(Objects.requireNonNull(
            System.getProperty("inlay.root"), "Set -Dinlay.root to the root folder of the repository."));

    private Packaged() {}

    static Path orderService() {
        return built("order-service/target/order-service.jar");
    }

    static Path clientService() {
        return built("client-service/target/client-service.jar");
    }

    static Path commandLine() {
        return built("cli/target/inlay-cli.jar");
    }

    /** The launcher of the sidecar, beside its jar and its archive of classes. */
    static Path sidecar() {
        return built("sidecar/target/bin/daprd");
    }

    /** The script at the root, which builds what is missing. */
    static Path launcher() {
        return ROOT.resolve("inlay");
    }

    /** The template that runs the samples. */
    static Path template() {
        return ROOT.resolve("inlay.yaml");
    }

    /** The Java that runs the tests. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path built(String path) {
        Path file = ROOT.resolve(path);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(file + " is not there. Build it with ./mvnw verify first.");
        }
        return file;
    }
}
