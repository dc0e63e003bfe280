/**
 * Calls from other applications, handed to this one.
 */
@NullMarked
package dev.inlay.spring.serving;

import org.jspecify.annotations.NullMarked;
