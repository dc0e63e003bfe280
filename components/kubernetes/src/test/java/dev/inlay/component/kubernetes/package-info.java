@NullMarked
package dev.inlay.component.kubernetes;

import org.jspecify.annotations.NullMarked;
