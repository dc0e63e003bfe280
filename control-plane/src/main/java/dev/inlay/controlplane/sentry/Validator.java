package dev.inlay.controlplane.sentry;

import dev.inlay.protocol.sentry.v1.SignCertificateRequest;

/** Finds out whether a program is who it says. Thread-safe; may block. */
interface Validator {

    /**
     * The trust domain that the program belongs to.
     *
     * @throws RefusedException if it is not who it says; the message is for the program
     */
    String trustDomain(SignCertificateRequest request) throws RefusedException;

    /** A request is refused. */
    final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }
}
