/** The HTTP head over an application and blocks that tests script. */
@NullMarked
package dev.inlay.api.http;

import org.jspecify.annotations.NullMarked;
