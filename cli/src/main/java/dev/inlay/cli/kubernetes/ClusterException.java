package dev.inlay.cli.kubernetes;

/** Why a command cannot be done, as the user reads it: what, which value, what was expected, and the cure. */
final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }
}
