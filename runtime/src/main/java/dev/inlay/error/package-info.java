/**
 * The catalogue of errors and the exceptions that carry it.
 */
@NullMarked
package dev.inlay.error;

import org.jspecify.annotations.NullMarked;
