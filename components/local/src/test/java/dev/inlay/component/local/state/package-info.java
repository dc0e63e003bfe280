@NullMarked
package dev.inlay.component.local.state;

import org.jspecify.annotations.NullMarked;
