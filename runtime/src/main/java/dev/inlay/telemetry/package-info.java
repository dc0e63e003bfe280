/**
 * Names of metrics and spans, and trace context on the wire.
 */
@NullMarked
package dev.inlay.telemetry;

import org.jspecify.annotations.NullMarked;
