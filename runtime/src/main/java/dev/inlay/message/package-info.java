/**
 * The request and the response that pass between callers, peers and the application.
 */
@NullMarked
package dev.inlay.message;

import org.jspecify.annotations.NullMarked;
