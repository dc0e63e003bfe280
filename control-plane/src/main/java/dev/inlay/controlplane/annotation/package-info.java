/** The annotations of pods that the control plane reads: their names, their defaults and what their values mean. */
@NullMarked
package dev.inlay.controlplane.annotation;

import org.jspecify.annotations.NullMarked;
