/**
 * Other instances: how to find them and how to talk to them.
 */
@NullMarked
package dev.inlay.peer;

import org.jspecify.annotations.NullMarked;
