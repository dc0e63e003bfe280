/** Runtimes of every kind, calling each other. */
@NullMarked
package dev.inlay.fleet;

import org.jspecify.annotations.NullMarked;
