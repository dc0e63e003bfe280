/** A control plane for tests, with real TLS and without a cluster. */
@NullMarked
package dev.inlay.testkit.controlplane;

import org.jspecify.annotations.NullMarked;
