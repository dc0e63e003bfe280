package dev.inlay.controlplane.program;

/** A role cannot start. The message is the fatal line; it says what is wrong and what to do. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String scope;

    /** @param scope of the fatal line, as {@code dapr.operator} */
    public StartFailure(String scope, String message) {
        super(message);
        this.scope = scope;
    }

    /** @param scope of the fatal line, as {@code dapr.operator} */
    public StartFailure(String scope, String message, Throwable cause) {
        super(message, cause);
        this.scope = scope;
    }

    /** The scope of the fatal line. */
    public String scope() {
        return scope;
    }
}
