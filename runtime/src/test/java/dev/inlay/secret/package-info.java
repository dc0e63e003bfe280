@NullMarked
package dev.inlay.secret;

import org.jspecify.annotations.NullMarked;
