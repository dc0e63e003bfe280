package dev.inlay.app;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/** Gives calls that are handed through the token by which an application knows its runtime, and no other. */
record AppTokenInterceptor(@Nullable String token) implements ClientInterceptor {

    private static final Metadata.Key<String> TOKEN = AppMetadata.key("dapr-api-token");

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                headers.discardAll(TOKEN);
                if (token != null) {
                    headers.put(TOKEN, token);
                }
                super.start(listener, headers);
            }
        };
    }
}
