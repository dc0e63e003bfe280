/**
 * Calls of other applications in Spring's own ways: HTTP interfaces and {@code WebClient}.
 */
@NullMarked
package dev.inlay.spring.invoke;

import org.jspecify.annotations.NullMarked;
