/** The control plane as instances see it: manifests and their changes from the operator. */
@NullMarked
package dev.inlay.operator;

import org.jspecify.annotations.NullMarked;
