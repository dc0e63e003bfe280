/**
 * Typed values to bytes and back, without naming a JSON library.
 */
@NullMarked
package dev.inlay.codec;

import org.jspecify.annotations.NullMarked;
