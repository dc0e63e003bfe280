/**
 * Spring's buffers to plain ones.
 */
@NullMarked
package dev.inlay.spring.buffer;

import org.jspecify.annotations.NullMarked;
