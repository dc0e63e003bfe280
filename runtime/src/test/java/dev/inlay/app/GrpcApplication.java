package dev.inlay.app;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.dapr.v1.AppCallbackGrpc;
import io.dapr.v1.AppCallbackHealthCheckGrpc;
import io.dapr.v1.CommonProtos.InvokeRequest;
import io.dapr.v1.CommonProtos.InvokeResponse;
import io.dapr.v1.DaprAppCallbackProtos.HealthCheckResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An application that speaks gRPC, on a real port. It answers {@code re:} and the body; a method {@code fail/5} fails with
 * that status, {@code hang} never answers.
 */
final class GrpcApplication implements AutoCloseable {

    static final int CALLS_ON_A_CONNECTION = 100;

    private static final Context.Key<Metadata> METADATA = Context.key("metadata");
    private static final Metadata.Key<String> ANSWER_FIELD = Metadata.Key.of("x-app", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> ANSWER_BYTES =
            Metadata.Key.of("x-app-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** A call as the application sees it. */
    record Seen(InvokeRequest message, Metadata metadata) {}

    final BlockingQueue<Seen> calls = new LinkedBlockingQueue<>();
    final BlockingQueue<Metadata> questions = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    volatile boolean well = true;
    private final Server server;

    GrpcApplication(ServerCredentials credentials, int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials)
                .addService(new Callback())
                .addService(new Health())
                .intercept(new Remembering())
                .maxConcurrentCallsPerConnection(CALLS_ON_A_CONNECTION)
                .build()
                .start();
    }

    static GrpcApplication start() throws IOException {
        return new GrpcApplication(InsecureServerCredentials.create(), 0);
    }

    int port() {
        return server.getPort();
    }

    Seen nextCall() throws InterruptedException {
        Seen seen = calls.poll(20, TimeUnit.SECONDS);
        if (seen == null) {
            throw new AssertionError("the application was not called");
        }
        return seen;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the application did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Callback extends AppCallbackGrpc.AppCallbackImplBase {
        @Override
        public void onInvoke(InvokeRequest request, StreamObserver<InvokeResponse> caller) {
            calls.add(new Seen(request, METADATA.get()));
            String method = request.getMethod();
            if (method.equals("hang")) {
                Context.current().addListener(ended -> cancelled.add(method), Runnable::run);
            } else if (method.startsWith("fail/")) {
                caller.onError(StatusProto.toStatusRuntimeException(failure(method)));
            } else {
                ByteString body =
                        ByteString.copyFromUtf8("re:").concat(request.getData().getValue());
                caller.onNext(InvokeResponse.newBuilder()
                        .setContentType("text/plain")
                        .setData(Any.newBuilder().setValue(body))
                        .build());
                caller.onCompleted();
            }
        }

        private Status failure(String method) {
            ErrorInfo known = ErrorInfo.newBuilder()
                    .setReason("GONE")
                    .setDomain("shop")
                    .putMetadata("id", "7")
                    .build();
            Any unknown = Any.newBuilder()
                    .setTypeUrl("type.googleapis.com/shop.Unknown")
                    .setValue(ByteString.copyFromUtf8("abc"))
                    .build();
            return Status.newBuilder()
                    .setCode(Integer.parseInt(method.substring("fail/".length())))
                    .setMessage("it \"failed\"")
                    .addDetails(Any.pack(known))
                    .addDetails(unknown)
                    .build();
        }
    }

    private final class Health extends AppCallbackHealthCheckGrpc.AppCallbackHealthCheckImplBase {
        @Override
        public void healthCheck(Empty question, StreamObserver<HealthCheckResponse> caller) {
            questions.add(METADATA.get());
            if (well) {
                caller.onNext(HealthCheckResponse.getDefaultInstance());
                caller.onCompleted();
            } else {
                caller.onError(io.grpc.Status.UNAVAILABLE
                        .withDescription("out of orders")
                        .asException());
            }
        }
    }

    private static final class Remembering implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
            ServerCall<Q, A> answering = new SimpleForwardingServerCall<>(call) {
                @Override
                public void sendHeaders(Metadata headers) {
                    headers.put(ANSWER_FIELD, "orders");
                    headers.put(ANSWER_BYTES, new byte[] {1});
                    super.sendHeaders(headers);
                }
            };
            return Contexts.interceptCall(Context.current().withValue(METADATA, metadata), answering, metadata, next);
        }
    }
}
