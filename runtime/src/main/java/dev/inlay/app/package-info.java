/**
 * The channel from the runtime to the application it serves.
 */
@NullMarked
package dev.inlay.app;

import org.jspecify.annotations.NullMarked;
