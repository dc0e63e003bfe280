package dev.inlay.peer;

import dev.inlay.error.Reason;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Failures of calls in the words of Go's gRPC library, which Dapr's error texts hold. */
public final class GoStatus {

    /** No chain of causes that means something is longer; some refer to themselves. */
    private static final int CAUSES = 8;

    private GoStatus() {}

    /** As {@code rpc error: code = PermissionDenied desc = identity does not match}. */
    public static String text(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        return text(status.getCode(), reason(failure));
    }

    /** What went wrong, without the code: the description, in one line, and what it comes from. */
    public static String reason(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String description = description(status).lines().findFirst().orElse("");
        Throwable root = rootOf(status);
        String cause = root == null ? "" : Reason.of(root);
        return description.isEmpty() || cause.isEmpty() ? description + cause : description + ": " + cause;
    }

    static String description(Status status) {
        return status.getDescription() == null ? "" : status.getDescription();
    }

    static String text(Status.Code code, String description) {
        return "rpc error: code = " + name(code) + " desc = " + description;
    }

    /** Where the failure comes from; null if nothing is known but the status. */
    static @Nullable Throwable rootOf(Status status) {
        Throwable root = status.getCause();
        for (int depth = 0; root != null && root.getCause() != null && depth < CAUSES; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** As Go writes it: {@code PermissionDenied} of {@code PERMISSION_DENIED}. */
    private static String name(Status.Code code) {
        return code == Status.Code.OK
                ? "OK"
                : Arrays.stream(code.name().split("_"))
                        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
    }
}
