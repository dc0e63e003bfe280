/** Applications as people write them, for tests. */
@NullMarked
package dev.inlay.spring.apps;

import org.jspecify.annotations.NullMarked;
