@NullMarked
package dev.inlay.state;

import org.jspecify.annotations.NullMarked;
