/** Log lines in Dapr's two formats, behind SLF4J. */
@NullMarked
package dev.inlay.program.log;

import org.jspecify.annotations.NullMarked;
