/** The gRPC API: the service {@code Dapr}, and the way to any other service of any application. */
@NullMarked
package dev.inlay.api.grpc;

import org.jspecify.annotations.NullMarked;
