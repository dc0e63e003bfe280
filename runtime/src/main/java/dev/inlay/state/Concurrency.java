package dev.inlay.state;

/** How a write competes with others of the same key. */
public enum Concurrency {
    /** As the store does by default: last write wins unless an ETag is given. */
    UNSPECIFIED,
    /** Only the first writer wins: the ETag must match, or without one there must be no value. */
    FIRST_WRITE,
    /** The last writer wins; an ETag is not looked at. */
    LAST_WRITE
}
