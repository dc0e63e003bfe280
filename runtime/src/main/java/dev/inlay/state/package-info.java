/**
 * The state building block: {@link dev.inlay.state.StateClient} for people, {@link dev.inlay.state.StateStore} for backing services.
 */
@NullMarked
package dev.inlay.state;

import org.jspecify.annotations.NullMarked;
