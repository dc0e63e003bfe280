/** Keeps orders. */
@NullMarked
package dev.inlay.samples.order;

import org.jspecify.annotations.NullMarked;
