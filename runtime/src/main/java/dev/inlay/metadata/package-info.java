/** What a runtime tells about itself. */
@NullMarked
package dev.inlay.metadata;

import org.jspecify.annotations.NullMarked;
