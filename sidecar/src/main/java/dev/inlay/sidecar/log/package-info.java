/** Log lines in Dapr's two formats, behind SLF4J. */
@NullMarked
package dev.inlay.sidecar.log;

import org.jspecify.annotations.NullMarked;
