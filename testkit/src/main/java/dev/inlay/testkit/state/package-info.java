/**
 * The compatibility kit for state stores: {@link dev.inlay.testkit.state.StateStoreKit}.
 */
@NullMarked
package dev.inlay.testkit.state;

import org.jspecify.annotations.NullMarked;
