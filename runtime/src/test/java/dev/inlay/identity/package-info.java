@NullMarked
package dev.inlay.identity;

import org.jspecify.annotations.NullMarked;
