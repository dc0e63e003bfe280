package dev.inlay.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** What the tests are told by environment variables. */
final class Setting {

    private Setting() {}

    /** Where the images of the platform and of the samples are. */
    static String registry() {
        return of("INLAY_REGISTRY").orElse("localhost/inlay");
    }

    /** The version of the images of the platform and of the samples. */
    static String tag() {
        return of("INLAY_TAG").orElse("e2e");
    }

    /** A second version of the same images, to upgrade to. */
    static String nextTag() {
        return of("INLAY_NEXT_TAG").orElse("e2e-next");
    }

    /** An image whose entry point is redis-server. */
    static String redisImage() {
        return of("REDIS_IMAGE").orElse("localhost/redis:e2e");
    }

    /** An image of Dapr's own sidecar; its steps are left out if it is not given. */
    static String daprdImage() {
        return of("DAPRD_IMAGE").orElseGet(() -> absent("DAPRD_IMAGE", "an image of Dapr's daprd"));
    }

    /** The folder with Dapr's samples; their steps are left out if it is not given. */
    static Path samples() {
        Path samples = Path.of(of("SAMPLES_DIR")
                .orElseGet(() -> absent("SAMPLES_DIR", "the folder with hello-kubernetes of Dapr's quickstarts")));
        if (!Files.isDirectory(samples.resolve("hello-kubernetes"))) {
            throw new IllegalStateException("SAMPLES_DIR=" + samples + " has no folder hello-kubernetes");
        }
        return samples;
    }

    /** The root folder of this project. */
    static Path root() {
        return Path.of(System.getProperty("inlay.root", "../.."));
    }

    static Optional<String> of(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    static String absent(String variable, String expected) {
        Assumptions.abort(variable + " is not set (expected: " + expected + ")");
        return "";
    }
}
