@NullMarked
package dev.inlay.operator;

import org.jspecify.annotations.NullMarked;
