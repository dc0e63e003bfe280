/**
 * Filters for the pipelines of a Configuration: {@code middleware.http.…}.
 */
@NullMarked
package dev.inlay.component.middleware;

import org.jspecify.annotations.NullMarked;
