@NullMarked
package dev.inlay.invoke;

import org.jspecify.annotations.NullMarked;
