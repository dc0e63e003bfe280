/** The life of the process: start, restart, orderly end. */
@NullMarked
package dev.inlay.sidecar.life;

import org.jspecify.annotations.NullMarked;
