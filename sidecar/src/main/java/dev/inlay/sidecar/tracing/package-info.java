/** Spans of the sidecar, and where they go. */
@NullMarked
package dev.inlay.sidecar.tracing;

import org.jspecify.annotations.NullMarked;
