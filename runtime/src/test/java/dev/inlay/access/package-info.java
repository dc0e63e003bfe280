@NullMarked
package dev.inlay.access;

import org.jspecify.annotations.NullMarked;
