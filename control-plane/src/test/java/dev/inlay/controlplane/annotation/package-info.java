@NullMarked
package dev.inlay.controlplane.annotation;

import org.jspecify.annotations.NullMarked;
