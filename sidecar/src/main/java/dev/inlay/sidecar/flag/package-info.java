/** The command line: what daprd knows, read as Go's pflag reads it. */
@NullMarked
package dev.inlay.sidecar.flag;

import org.jspecify.annotations.NullMarked;
