@NullMarked
package dev.inlay.controlplane.operator;

import org.jspecify.annotations.NullMarked;
