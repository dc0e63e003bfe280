package dev.inlay.sidecar.life;

/** What a run can ask for. Returns at once. */
public interface RunControl {

    /** Ends the process in order. */
    void shutDown();

    /** Ends the process without waiting for anything but the answer to whoever asks, with exit code 1. */
    void exit();

    /** Ends this run in order and begins another one, with what manifests and Configuration say then. */
    void restart();
}
