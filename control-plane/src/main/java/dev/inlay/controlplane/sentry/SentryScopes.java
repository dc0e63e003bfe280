package dev.inlay.controlplane.sentry;

/** The scopes of sentry's log lines, Dapr's. */
final class SentryScopes {

    static final String SENTRY = "dapr.sentry";
    static final String CA = "dapr.sentry.ca";
    static final String SERVER = "dapr.sentry.server";

    private SentryScopes() {}
}
