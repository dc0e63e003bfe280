package dev.inlay.testkit.state;

import org.jspecify.annotations.Nullable;

/**
 * How one of several writers at the same time fared.
 *
 * @param writer its number
 * @param failure why it failed; null if it succeeded
 */
record Outcome(int writer, @Nullable Throwable failure) {}
