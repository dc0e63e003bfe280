/**
 * A real redis-server for tests, without Docker. Needs {@code com.github.codemonstur:embedded-redis} and Lettuce on the
 * class path of the tests.
 */
@NullMarked
package dev.inlay.testkit.redis;

import org.jspecify.annotations.NullMarked;
