/** What clients of the API see. */
@NullMarked
package dev.inlay.wire;

import org.jspecify.annotations.NullMarked;
