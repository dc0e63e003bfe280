package dev.inlay.operator;

/** The operator has not given what an application cannot start without: what, why, and what was expected. */
public final class OperatorUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    OperatorUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
