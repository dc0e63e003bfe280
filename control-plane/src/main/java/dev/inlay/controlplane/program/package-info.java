/** What every role of the control plane stands on: start and end of the process, health, metrics, identity, leadership. */
@NullMarked
package dev.inlay.controlplane.program;

import org.jspecify.annotations.NullMarked;
