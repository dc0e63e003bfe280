/**
 * The service invocation building block.
 */
@NullMarked
package dev.inlay.invoke;

import org.jspecify.annotations.NullMarked;
