package dev.inlay.sidecar;

/** A flag has a value that cannot be. */
final class InvalidOptionException extends RuntimeException {

    InvalidOptionException(String message) {
        super(message);
    }
}
