/**
 * State in the memory of the process, {@code state.in-memory}.
 */
@NullMarked
package dev.inlay.component.local.state;

import org.jspecify.annotations.NullMarked;
