@NullMarked
package dev.inlay.controlplane;

import org.jspecify.annotations.NullMarked;
