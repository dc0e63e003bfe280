@NullMarked
package dev.inlay.health;

import org.jspecify.annotations.NullMarked;
