/** Which parts of a runtime are ready. */
@NullMarked
package dev.inlay.health;

import org.jspecify.annotations.NullMarked;
