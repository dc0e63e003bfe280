@NullMarked
package dev.inlay.peer;

import org.jspecify.annotations.NullMarked;
