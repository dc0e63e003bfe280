@NullMarked
package dev.inlay;

import org.jspecify.annotations.NullMarked;
