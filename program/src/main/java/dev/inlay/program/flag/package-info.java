/** Command lines of programs, read as Go's pflag reads it. */
@NullMarked
package dev.inlay.program.flag;

import org.jspecify.annotations.NullMarked;
