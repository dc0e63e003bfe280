/**
 * The runtime as a whole: {@link dev.inlay.InlayRuntime} puts the building blocks together.
 */
@NullMarked
package dev.inlay;

import org.jspecify.annotations.NullMarked;
