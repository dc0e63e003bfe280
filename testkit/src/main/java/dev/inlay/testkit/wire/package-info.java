/**
 * Wire behaviour as data: requests and the replies they must get, in files that one can read, and what plays them against
 * anything that offers Dapr's HTTP API.
 */
@NullMarked
package dev.inlay.testkit.wire;

import org.jspecify.annotations.NullMarked;
