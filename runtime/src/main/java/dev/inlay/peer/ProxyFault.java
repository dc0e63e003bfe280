package dev.inlay.peer;

import io.grpc.Metadata;
import io.grpc.Status;

/** A proxied call was refused before any of its answer had been passed on. */
final class ProxyFault extends RuntimeException {

    private final transient Status status;
    private final transient Metadata trailers;

    ProxyFault(Status status, Metadata trailers) {
        super(status.getCode() + ": " + status.getDescription(), status.getCause(), false, false);
        this.status = status;
        this.trailers = trailers;
    }

    Status status() {
        return status;
    }

    Metadata trailers() {
        return trailers;
    }

    /** Whether the connection or the identity failed, not the call. */
    boolean isConnectionFault() {
        return status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.UNAUTHENTICATED;
    }
}
