/**
 * The compatibility kit for name resolvers: {@link dev.inlay.testkit.peer.DaprdNeighbourKit}.
 */
@NullMarked
package dev.inlay.testkit.peer;

import org.jspecify.annotations.NullMarked;
