package dev.inlay.peer;

import io.grpc.Status;

/** A call that the application never gets to see. Has no stack: it is an answer. */
final class RefusedCallException extends RuntimeException {

    private final transient Status status;

    RefusedCallException(Status status) {
        super(status.getDescription(), null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
