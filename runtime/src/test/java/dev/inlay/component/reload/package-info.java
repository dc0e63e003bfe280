@NullMarked
package dev.inlay.component.reload;

import org.jspecify.annotations.NullMarked;
