/**
 * When the runtime starts, serves and stops. The only package that waits, and it does so on the main thread.
 */
@NullMarked
package dev.inlay.spring.lifecycle;

import org.jspecify.annotations.NullMarked;
