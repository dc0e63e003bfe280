package dev.inlay.controlplane.sentry;

/** Where an authority is kept. Calls block. Thread-safe. */
interface BundleStore {

    /**
     * What is kept now; what is missing is left out.
     *
     * @throws dev.inlay.controlplane.program.StartFailure if it cannot be read
     */
    StoredBundle read();

    /**
     * Replaces all that is kept. What has been read last is replaced, or nothing.
     *
     * @return false if somebody else has changed it since it was read; it is then as that one left it
     */
    boolean write(StoredBundle bundle);

    /** Where that is, in words, for messages. */
    String place();

    /** Tells a person who looks at the place of something that happened to it. */
    void announce(String reason, String message);
}
