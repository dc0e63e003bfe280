@NullMarked
package dev.inlay.component.redis;

import org.jspecify.annotations.NullMarked;
