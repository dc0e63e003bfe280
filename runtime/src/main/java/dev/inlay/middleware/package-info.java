/** What stands between callers and the HTTP API, and between the runtime and the application. */
@NullMarked
package dev.inlay.middleware;

import org.jspecify.annotations.NullMarked;
