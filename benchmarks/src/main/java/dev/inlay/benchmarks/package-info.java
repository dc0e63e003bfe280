/**
 * Measurements side by side, in one run: what a call costs embedded, through sidecars and without any runtime.
 */
@NullMarked
package dev.inlay.benchmarks;

import org.jspecify.annotations.NullMarked;
