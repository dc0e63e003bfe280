package dev.inlay.identity;

/** Sentry has given no certificate: which sentry, why, and what to do. */
public final class IdentityUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final boolean retryable;

    IdentityUnavailableException(String message, boolean retryable, Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Whether the same request may succeed later without any change by who sent it. */
    public boolean isRetryable() {
        return retryable;
    }
}
