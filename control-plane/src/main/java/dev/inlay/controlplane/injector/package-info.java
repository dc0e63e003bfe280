/** The sidecar injector: the mutating webhook that gives pods their sidecar, or what an embedded runtime needs. */
@NullMarked
package dev.inlay.controlplane.injector;

import org.jspecify.annotations.NullMarked;
