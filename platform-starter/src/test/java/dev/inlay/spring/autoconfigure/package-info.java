@NullMarked
package dev.inlay.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
