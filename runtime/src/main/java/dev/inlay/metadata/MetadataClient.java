package dev.inlay.metadata;

/** The runtime's knowledge of itself. Thread-safe and cheap. */
public interface MetadataClient {

    /** How things are now. */
    RuntimeMetadata get();

    /** Adds to the extended metadata, or replaces what is there. It lasts as long as the process. */
    void put(String key, String value);
}
