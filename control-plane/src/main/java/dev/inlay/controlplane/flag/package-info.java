/** The command line of the control plane: the flags of Dapr's programs, one role's or several roles' together. */
@NullMarked
package dev.inlay.controlplane.flag;

import org.jspecify.annotations.NullMarked;
