@NullMarked
package dev.inlay.sidecar.tracing;

import org.jspecify.annotations.NullMarked;
