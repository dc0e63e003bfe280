@NullMarked
package dev.inlay.spring.boot3;

import org.jspecify.annotations.NullMarked;
