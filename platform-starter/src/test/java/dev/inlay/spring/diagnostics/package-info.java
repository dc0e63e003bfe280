@NullMarked
package dev.inlay.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
