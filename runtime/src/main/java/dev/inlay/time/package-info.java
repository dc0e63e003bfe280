/**
 * The one place where time comes from; everything else gets it injected.
 */
@NullMarked
package dev.inlay.time;

import org.jspecify.annotations.NullMarked;
