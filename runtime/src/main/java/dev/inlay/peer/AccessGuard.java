package dev.inlay.peer;

import dev.inlay.access.AccessControl;
import dev.inlay.identity.PeerIdentity;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.internals.v1.ServiceInvocationGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything on the internal port: finds out who calls, and refuses calls of the application's own gRPC
 * services that its access control does not let in. Whether a {@code CallLocal} is let in can only be told when its
 * envelope is there; those calls are asked about by {@link LocalApplication}.
 */
record AccessGuard(AccessControl access) implements ServerInterceptor {

    private static final Context.Key<SpiffeId> CALLER = Context.key("inlay-caller");

    /** Services that are the runtime's own: what they show is no application's. */
    private static final String REFLECTION = "grpc.reflection.";

    private static final Metadata.Key<String> APP_ID = Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> CALLEE_APP_ID =
            Metadata.Key.of("dapr-callee-app-id", Metadata.ASCII_STRING_MARSHALLER);

    /** Who makes the call that is being begun on this thread; null if that is not proven. */
    static @Nullable SpiffeId caller() {
        return CALLER.get();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SpiffeId caller = PeerIdentity.of(call.getAttributes());
        String service = call.getMethodDescriptor().getServiceName();
        String operation = "/" + call.getMethodDescriptor().getFullMethodName();
        if (isOfApplication(service, headers) && !access.allows(caller, operation, AccessControl.NO_VERB)) {
            call.close(
                    Status.PERMISSION_DENIED.withDescription(
                            AccessControl.denial(caller, operation, AccessControl.NO_VERB)),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return caller == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
    }

    /** Reflection is the runtime's own only as long as no application is named, to which it would be passed on. */
    private static boolean isOfApplication(@Nullable String service, Metadata headers) {
        return service != null
                && !service.equals(ServiceInvocationGrpc.SERVICE_NAME)
                && (!service.startsWith(REFLECTION) || namesAnApplication(headers));
    }

    private static boolean namesAnApplication(Metadata headers) {
        return headers.containsKey(APP_ID) || headers.containsKey(CALLEE_APP_ID);
    }
}
