/**
 * Timeouts, retries and circuit breakers by manifest.
 */
@NullMarked
package dev.inlay.resiliency;

import org.jspecify.annotations.NullMarked;
