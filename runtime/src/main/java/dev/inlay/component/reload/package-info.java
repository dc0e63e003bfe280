/** Brings changed manifests into a runtime that runs. */
@NullMarked
package dev.inlay.component.reload;

import org.jspecify.annotations.NullMarked;
