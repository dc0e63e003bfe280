@NullMarked
package dev.inlay.controlplane.flag;

import org.jspecify.annotations.NullMarked;
