package dev.inlay.component;

/** Hears how the initialisation of components ends. Called on any thread, so it must not block. Thread-safe. */
public interface InitListener {

    /** Hears nothing. */
    InitListener NONE = new InitListener() {
        @Override
        public void ready(String type) {}

        @Override
        public void failed(String type) {}
    };

    /** A component is ready, perhaps after it had failed. */
    void ready(String type);

    /** A component could not be initialised within its time. */
    void failed(String type);
}
