package dev.inlay.resiliency;

/** Carries a value that means a failure through the operators, which know failures as errors only. Has no stack. */
final class FailedValueException extends RuntimeException {

    private final transient Object value;
    private final transient StatusCode status;

    FailedValueException(Object value, StatusCode status) {
        super("answered with " + status.protocol() + " status " + status.code(), null, false, false);
        this.value = value;
        this.status = status;
    }

    Object value() {
        return value;
    }

    StatusCode status() {
        return status;
    }
}
