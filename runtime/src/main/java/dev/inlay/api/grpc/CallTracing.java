package dev.inlay.api.grpc;

import dev.inlay.app.TraceContextBinary;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.MessageHeaders;
import dev.inlay.telemetry.Baggage;
import dev.inlay.telemetry.Telemetry;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * The trace of a call: taken from {@code grpc-trace-bin}, else {@code traceparent}; what is behind finds the call's own
 * span in both, and the answer names it, as Dapr's does. Where nobody traces, what the caller gave goes through as it is.
 */
record CallTracing(Telemetry telemetry) implements ServerInterceptor {

    /** The operators' context of the call, for what is subscribed to on its behalf. */
    private static final Context.Key<ContextView> OPERATORS =
            Context.keyWithDefault("inlay-operators", reactor.util.context.Context.empty());

    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";
    private static final String BAGGAGE = "baggage";
    private static final Metadata.Key<byte[]> TRACE_BIN =
            Metadata.Key.of("grpc-trace-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final String API = "dapr.proto.runtime.v1.Dapr/";
    private static final String INVOKE = API + "InvokeService";
    private static final String REFLECTION = ProtoReflectionServiceV1.newInstance()
            .bindService()
            .getServiceDescriptor()
            .getName();

    /** The operators' context of the call that is being handled on this thread. */
    static ContextView operators() {
        return OPERATORS.get();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        String fault = Baggage.fault(metadata.get(key(BAGGAGE)));
        if (fault != null) {
            call.close(Status.INVALID_ARGUMENT.withDescription(fault), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        String method = call.getMethodDescriptor().getFullMethodName();
        return method.startsWith(REFLECTION)
                ? next.startCall(call, metadata)
                : new Traced<Q, A>(call, metadata, next).begin(telemetry, "/" + method);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** The fields that tracing reads. */
    private static MessageHeaders carried(Metadata metadata) {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        byte[] binary = metadata.get(TRACE_BIN);
        String parent = binary == null ? null : TraceContextBinary.decode(binary);
        add(headers, TRACE_PARENT, parent == null ? metadata.get(key(TRACE_PARENT)) : parent);
        add(headers, TRACE_STATE, metadata.get(key(TRACE_STATE)));
        return headers.build();
    }

    private static void add(MessageHeaders.Builder headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value);
        }
    }

    /** One call. Its observation ends with it, however it ends. */
    private static final class Traced<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final Metadata metadata;
        private final ServerCallHandler<Q, A> next;
        private final Sinks.One<GrpcOutcome> end = Sinks.one();
        private final Disposable.Swap observation = Disposables.swap();
        private final AtomicReference<ServerCall.@Nullable Listener<Q>> handled = new AtomicReference<>();
        private byte @Nullable [] told;

        Traced(ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
            super(call);
            this.metadata = metadata;
            this.next = next;
        }

        ServerCall.Listener<Q> begin(Telemetry telemetry, String method) {
            observation.update(telemetry
                    .grpcApi(method, carried(metadata), this::handle)
                    .subscribe(outcome -> {}, error -> super.close(Status.INTERNAL.withCause(error), new Metadata())));
            ServerCall.Listener<Q> listener = handled.get();
            return listener == null
                    ? new ServerCall.Listener<>() {}
                    : new SimpleForwardingServerCallListener<>(listener) {
                        @Override
                        public void onCancel() {
                            super.onCancel();
                            observation.dispose();
                        }
                    };
        }

        private Mono<GrpcOutcome> handle(MessageHeaders traced) {
            return Mono.deferContextual(operators -> {
                write(traced);
                Context context = Context.current().withValue(OPERATORS, operators);
                handled.set(Contexts.interceptCall(context, this, metadata, next));
                return end.asMono();
            });
        }

        private void write(MessageHeaders traced) {
            String parent = traced.first(TRACE_PARENT);
            byte[] binary = parent == null ? null : TraceContextBinary.encode(parent);
            if (parent == null || binary == null) {
                return;
            }
            replace(key(TRACE_PARENT), parent);
            replace(TRACE_BIN, binary);
            String state = traced.first(TRACE_STATE);
            if (state != null) {
                replace(key(TRACE_STATE), state);
            }
            String method = getMethodDescriptor().getFullMethodName();
            told = method.startsWith(API) && !method.equals(INVOKE) ? binary : null;
        }

        private <T> void replace(Metadata.Key<T> key, T value) {
            metadata.discardAll(key);
            metadata.put(key, value);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            if (told != null) {
                headers.put(TRACE_BIN, told);
            }
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            String description = status.getDescription();
            end.tryEmitValue(
                    status.isOk()
                            ? GrpcOutcome.OK
                            : new GrpcOutcome(
                                    status.getCode().value(), description == null ? "" : description, List.of()));
            super.close(status, trailers);
        }
    }
}
