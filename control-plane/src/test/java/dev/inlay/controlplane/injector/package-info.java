@NullMarked
package dev.inlay.controlplane.injector;

import org.jspecify.annotations.NullMarked;
