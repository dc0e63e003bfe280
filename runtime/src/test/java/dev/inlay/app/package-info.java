@NullMarked
package dev.inlay.app;

import org.jspecify.annotations.NullMarked;
