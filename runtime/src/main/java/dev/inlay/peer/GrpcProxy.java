package dev.inlay.peer;

import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.error.InlayException;
import dev.inlay.resiliency.Policy;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.time.TimeSource;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes calls of any service on to the application that the metadata {@code dapr-callee-app-id}, else
 * {@code dapr-app-id}, names: to the own application, or to the internal port of another's runtime, with the same method
 * and bytes. To be the fallback of a gRPC server. Thread-safe.
 *
 * <p>Resiliency policies hold for unary calls only. A call is taken for a stream if the caller says so by metadata
 * {@code dapr-stream}, sends a second message, or does not end its side soon.
 *
 * <p>Reflection is the one service that is answered here where no application is named: then it is about the server.
 */
public final class GrpcProxy extends HandlerRegistry {

    private static final Metadata.Key<String> STREAM = Metadata.Key.of("dapr-stream", Metadata.ASCII_STRING_MARSHALLER);
    private static final Set<String> TRUE = Set.of("true", "1", "y", "yes", "on");

    private final AppIdentity self;
    private final ProxyRoute own;
    private final PeerTransport transport;
    private final NameResolution resolution;
    private final ResiliencyPolicies policies;
    private final TimeSource time;
    private final ServerMethodDefinition<byte[], byte[]> reflection = reflection();

    /**
     * A proxy for the servers of one runtime.
     *
     * @param application the way to the own application; gives null while there is none
     */
    public GrpcProxy(
            AppIdentity self,
            Supplier<? extends @Nullable AppChannel> application,
            PeerTransport transport,
            NameResolution resolution,
            ResiliencyPolicies policies,
            TimeSource time) {
        this.self = self;
        this.own = new ProxyRoute.ToOwnApplication(self, application);
        this.transport = transport;
        this.resolution = resolution;
        this.policies = policies;
        this.time = time;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        boolean isReflection =
                methodName.equals(reflection.getMethodDescriptor().getFullMethodName());
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(
                        ByteArrayMarshaller.INSTANCE, ByteArrayMarshaller.INSTANCE)
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .setFullMethodName(methodName)
                .build();
        return ServerMethodDefinition.create(
                method,
                isReflection
                        ? (call, headers) -> appId(headers) == null
                                ? reflection.getServerCallHandler().startCall(call, headers)
                                : pass(call, headers)
                        : this::pass);
    }

    private ServerCall.Listener<byte[]> pass(ServerCall<byte[], byte[]> call, Metadata headers) {
        String appId = appId(headers);
        if (appId == null) {
            return refuse(call, "cannot proxy request: missing dapr-callee-app-id or dapr-app-id metadata");
        } else if (appId.isEmpty()) {
            return refuse(call, "app id is empty");
        }
        AppIdentity callee;
        try {
            callee = TargetApp.parse(appId, self);
        } catch (InlayException e) {
            return refuse(call, String.valueOf(e.getMessage()));
        }
        ProxyRoute route =
                TargetApp.isSame(callee, self) ? own : new ProxyRoute.ToPeer(self, callee, transport, resolution);
        Policy policy =
                policies.forApp(callee.appId(), "/" + call.getMethodDescriptor().getFullMethodName());
        return new ProxiedCall(call, headers, route).begin(policy, isStream(headers), time);
    }

    private static @Nullable String appId(Metadata headers) {
        String callee = headers.get(ProxyRoute.CALLEE_APP_ID);
        return callee == null || callee.isEmpty() ? headers.get(ProxyRoute.APP_ID) : callee;
    }

    private static boolean isStream(Metadata headers) {
        String stream = headers.get(STREAM);
        return stream != null && TRUE.contains(stream.toLowerCase(Locale.ROOT));
    }

    /** Dapr's proxy gives no better status to what it cannot place. */
    private static ServerCall.Listener<byte[]> refuse(ServerCall<byte[], byte[]> call, String reason) {
        call.close(Status.UNKNOWN.withDescription(reason), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    @SuppressWarnings("unchecked") // the marshaller says so
    private static ServerMethodDefinition<byte[], byte[]> reflection() {
        return (ServerMethodDefinition<byte[], byte[]>) ServerInterceptors.useMarshalledMessages(
                        ProtoReflectionServiceV1.newInstance().bindService(), ByteArrayMarshaller.INSTANCE)
                .getMethods()
                .iterator()
                .next();
    }
}
