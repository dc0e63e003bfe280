@NullMarked
package dev.inlay.controlplane.program;

import org.jspecify.annotations.NullMarked;
