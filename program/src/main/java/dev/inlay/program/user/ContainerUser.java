package dev.inlay.program.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Dapr's programs do not run as root in a cluster, unless a variable says that this is meant. */
public final class ContainerUser {

    /** The variable that says so. */
    public static final String OVERRIDE = "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK";

    private ContainerUser() {}

    /** The id of this process's user; null where the system has none, or does not tell. Reads {@code /proc}. */
    public static @Nullable Integer id() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return null;
        }
    }

    /** Whether this process is root's, as far as the system tells. Reads {@code /proc}. */
    public static boolean isRoot() {
        return isRoot(id());
    }

    private static boolean isRoot(@Nullable Integer id) {
        return id != null && id == 0;
    }

    /** What is wrong with this user, in the words of Dapr; null if nothing is. */
    public static @Nullable String fault(@Nullable Integer id, UnaryOperator<@Nullable String> environment) {
        return !isRoot(id) || "true".equalsIgnoreCase(environment.apply(OVERRIDE))
                ? null
                : "current user UID(0) is root. Dapr must be run as a non-root user in Kubernetes environments. To"
                        + " override this check, set the environment variable '" + OVERRIDE + "=true'";
    }
}
