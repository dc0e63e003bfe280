/**
 * What a person reads when the application does not start.
 */
@NullMarked
package dev.inlay.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
