/** The control plane: one program whose roles are Dapr's programs. */
@NullMarked
package dev.inlay.controlplane;

import org.jspecify.annotations.NullMarked;
