/**
 * Dapr's own program as the measure of things: {@link dev.inlay.testkit.daprd.Daprd} runs one, if there is one.
 */
@NullMarked
package dev.inlay.testkit.daprd;

import org.jspecify.annotations.NullMarked;
