@NullMarked
package dev.inlay.middleware;

import org.jspecify.annotations.NullMarked;
