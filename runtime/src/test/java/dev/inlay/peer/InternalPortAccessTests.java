package dev.inlay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.access.AccessControl;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.identity.SpiffeId;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.ServiceInvocationGrpc;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.dapr.v1.CommonProtos;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Who gets in at the internal port, and what those are told who do not. */
class InternalPortAccessTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AppIdentity CALLEE = new AppIdentity("callee", "");
    private static final SpiffeId SHOP = new SpiffeId("public", "default", "shop");

    private final LoopResources loops = LoopResources.create("test", 1, true);
    private final List<String> asked = new ArrayList<>();
    private final Deque<Runnable> closers = new ArrayDeque<>();

    @TempDir
    Path folder;

    @AfterEach
    void closeAll() {
        closers.forEach(Runnable::run);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(LIMIT);
    }

    @Test
    void theCallerIsWhomItsCertificateProves() throws Exception {
        TestIdentity server = TestIdentity.create(folder);
        TestIdentity shop = TestIdentity.create(folder, "uri:https://example.com", "uri:" + SHOP);
        TestIdentity other = TestIdentity.create(folder);
        AccessControl onlyTheShop = (caller, operation, verb) -> SHOP.equals(caller);
        PeerAddress address = serve(onlyTheShop, server.trusting(shop, other));

        assertThat(call(address, shop.trusting(server), "orders").status()).isEqualTo(200);
        assertThatExceptionOfType(PeerException.class)
                .isThrownBy(() -> call(address, other.trusting(server), "orders"))
                .withMessageContaining("access control policy has denied access to id:  operation: orders verb: GET")
                .satisfies(error -> assertThat(error.httpStatus()).isEqualTo(403));
        assertThat(asked).containsExactly("GET /orders");
    }

    @Test
    void inPlainTextNobodyIsProven() {
        PeerAddress address = serve((caller, operation, verb) -> caller == null, PeerCredentials.plaintext());

        assertThat(call(address, PeerCredentials.plaintext(), "orders").status())
                .isEqualTo(200);
    }

    @Test
    void thePolicySeesThePathThatTheApplicationSees() {
        AccessControl noAdmin = (caller, operation, verb) -> !operation.startsWith("admin");
        PeerAddress address = serve(noAdmin, PeerCredentials.plaintext());

        for (String detour : List.of("public/..%2fadmin", "/admin", "%61dmin", "x/../admin/users")) {
            assertThatExceptionOfType(PeerException.class)
                    .as(detour)
                    .isThrownBy(() -> call(address, PeerCredentials.plaintext(), detour))
                    .withMessageContaining("operation: admin");
        }
        assertThat(call(address, PeerCredentials.plaintext(), "admin%2F..%2Fpublic%20x")
                        .status())
                .isEqualTo(200);
        assertThat(asked).containsExactly("GET /public%20x");
    }

    @Test
    void aPathThatIsNoneIsRefusedBeforeTheApplicationIsAsked() {
        PeerAddress address = serve(AccessControl.none(), PeerCredentials.plaintext());

        assertThatExceptionOfType(PeerException.class)
                .isThrownBy(() -> call(address, PeerCredentials.plaintext(), "a%23b"))
                .withMessageContaining("invalid method: method contains forbidden character: \"a#b\"");
        assertThat(asked).isEmpty();
    }

    @Test
    void theUnaryCallIsGuardedAsTheStreamingOneIs() {
        PeerAddress address = serve((caller, operation, verb) -> false, PeerCredentials.plaintext());
        InternalInvokeRequest request = InternalInvokeRequest.newBuilder()
                .setMessage(CommonProtos.InvokeRequest.newBuilder().setMethod("orders"))
                .build();

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() ->
                        ServiceInvocationGrpc.newBlockingStub(channel(address)).callLocal(request))
                .satisfies(error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED))
                .withMessageContaining("operation: orders verb: POST");
    }

    @Test
    void callsOfTheApplicationsOwnGrpcServicesAreGuardedByTheirFullNames() throws Exception {
        MethodDescriptor<InternalInvokeRequest, InternalInvokeRequest> hello = echo("greeter.Greeter/SayHello");
        MethodDescriptor<InternalInvokeRequest, InternalInvokeRequest> bye = echo("greeter.Greeter/SayBye");
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .intercept(new AccessGuard((caller, operation, verb) ->
                        operation.equals("/greeter.Greeter/SayHello") && verb.equals(AccessControl.NO_VERB)))
                .addService(ServerServiceDefinition.builder("greeter.Greeter")
                        .addMethod(hello, ServerCalls.asyncUnaryCall((request, caller) -> {
                            caller.onNext(request);
                            caller.onCompleted();
                        }))
                        .addMethod(bye, ServerCalls.asyncUnaryCall((request, caller) -> asked.add("bye")))
                        .build())
                .build()
                .start();
        closers.push(server::shutdownNow);
        Channel channel = channel(new PeerAddress("127.0.0.1", server.getPort()));
        InternalInvokeRequest request = InternalInvokeRequest.getDefaultInstance();

        assertThat(ClientCalls.blockingUnaryCall(channel, hello, CallOptions.DEFAULT, request))
                .isEqualTo(request);
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> ClientCalls.blockingUnaryCall(channel, bye, CallOptions.DEFAULT, request))
                .withMessage("PERMISSION_DENIED: access control policy has denied access to id:  operation:"
                        + " /greeter.Greeter/SayBye verb: NONE");
        assertThat(asked).isEmpty();
    }

    private static MethodDescriptor<InternalInvokeRequest, InternalInvokeRequest> echo(String name) {
        return MethodDescriptor.<InternalInvokeRequest, InternalInvokeRequest>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .setRequestMarshaller(ProtoUtils.marshaller(InternalInvokeRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(InternalInvokeRequest.getDefaultInstance()))
                .build();
    }

    private PeerAddress serve(AccessControl access, PeerCredentials credentials) {
        PeerServer server = new PeerServer(
                CALLEE,
                new InetSocketAddress("127.0.0.1", 0),
                () -> this::answer,
                loops,
                credentials,
                1 << 20,
                access,
                Telemetry.none(),
                TimeSource.system(),
                null);
        Integer port = server.start().block(LIMIT);
        closers.push(() -> server.stop(Duration.ZERO).block(LIMIT));
        return new PeerAddress("127.0.0.1", port == null ? 0 : port);
    }

    private Mono<InvokeResponse> answer(InvokeRequest request) {
        asked.add(request.verb() + " " + request.pathAndQuery());
        return Mono.just(new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty()));
    }

    private InvokeResponse call(PeerAddress address, PeerCredentials credentials, String method) {
        PeerTransport transport =
                new PeerTransport(loops, credentials, 1 << 20, JsonCodec.standard(), TimeSource.system());
        InvokeRequest request =
                new InvokeRequest("callee", "GET", method).withHeader(CallerHeaders.CALLER_APP_ID, "shop");
        try {
            InvokeResponse response = transport.call(address, CALLEE, request).block(LIMIT);
            assertThat(response).isNotNull();
            return response;
        } finally {
            transport.close();
        }
    }

    private Channel channel(PeerAddress address) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        closers.push(channel::shutdownNow);
        return channel;
    }
}
