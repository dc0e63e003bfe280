@NullMarked
package dev.inlay.component;

import org.jspecify.annotations.NullMarked;
