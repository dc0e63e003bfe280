/**
 * The runtime as a process of its own, with the flags, log lines and exit codes of Dapr's {@code daprd}.
 */
@NullMarked
package dev.inlay.sidecar;

import org.jspecify.annotations.NullMarked;
