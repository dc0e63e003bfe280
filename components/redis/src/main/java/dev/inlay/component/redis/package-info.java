/**
 * State in Redis, with Dapr's keys and hashes: what daprd writes is read here, and the other way round. One connection,
 * shared by all operations, on Lettuce's asynchronous commands.
 */
@NullMarked
package dev.inlay.component.redis;

import org.jspecify.annotations.NullMarked;
