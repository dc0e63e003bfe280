@NullMarked
package dev.inlay.component.middleware;

import org.jspecify.annotations.NullMarked;
