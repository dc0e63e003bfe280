package dev.inlay.controlplane.program;

/** The sentry of this same process; the other roles get their identities from it. Started before they ask. */
public interface LocalSentry {

    /** How it is reached over the loopback address. */
    SentryAccess access();
}
