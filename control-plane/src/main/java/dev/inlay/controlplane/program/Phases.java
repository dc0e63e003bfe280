package dev.inlay.controlplane.program;

/** In which order the parts of the process start; they stop the other way round. */
public final class Phases {

    /** Health and metrics. */
    public static final int OBSERVABILITY = 0;

    /** Sentry, which the others of the same process need. */
    public static final int SENTRY = 100;

    /** The identities of the other roles. */
    public static final int IDENTITY = 200;

    /** What the other roles do. */
    public static final int ROLES = 300;

    private Phases() {}
}
