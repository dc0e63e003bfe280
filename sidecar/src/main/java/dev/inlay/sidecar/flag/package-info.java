/** The command line: what daprd knows. */
@NullMarked
package dev.inlay.sidecar.flag;

import org.jspecify.annotations.NullMarked;
