package dev.inlay.controlplane.operator;

import dev.inlay.identity.PeerIdentity;
import dev.inlay.identity.SpiffeId;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Who calls, and that callers see their own namespace only. Thread-safe. */
final class Callers implements ServerInterceptor {

    /** The identity behind the present call; absent if it proves none. */
    static final Context.Key<SpiffeId> CALLER = Context.key("caller");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SpiffeId caller = PeerIdentity.of(call.getAttributes());
        return caller == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
    }

    /**
     * The caller, if it may see this namespace.
     *
     * @throws io.grpc.StatusRuntimeException with {@code PERMISSION_DENIED} if it may not
     */
    static SpiffeId authorized(String namespace) {
        SpiffeId caller = CALLER.get();
        if (caller == null) {
            throw Status.PERMISSION_DENIED
                    .withDescription("failed to determine identity")
                    .asRuntimeException();
        }
        if (namespace.isEmpty() || !namespace.equals(caller.namespace())) {
            throw Status.PERMISSION_DENIED
                    .withDescription("identity does not match requested namespace exp=" + namespace + " got="
                            + caller.namespace())
                    .asRuntimeException();
        }
        return caller;
    }
}
