package dev.inlay.state;

/** How far a read or write must have travelled through a replicated store. */
public enum Consistency {
    /** As the store does by default. */
    UNSPECIFIED,
    EVENTUAL,
    STRONG
}
