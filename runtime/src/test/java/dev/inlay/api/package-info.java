/** What the heads of the API share. */
@NullMarked
package dev.inlay.api;

import org.jspecify.annotations.NullMarked;
