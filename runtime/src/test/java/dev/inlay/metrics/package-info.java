@NullMarked
package dev.inlay.metrics;

import org.jspecify.annotations.NullMarked;
