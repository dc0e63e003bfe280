package dev.inlay.api.grpc;

import dev.inlay.time.TimeSource;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every call when it ends, in Dapr's words. */
record CallLog(TimeSource time) implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.runtime.grpc.api-info");

    private static final Metadata.Key<String> USER_AGENT =
            Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        long start = time.nanoTime();
        String userAgent = headers.get(USER_AGENT);
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        log(call.getMethodDescriptor().getFullMethodName(), userAgent, status, start);
                        super.close(status, trailers);
                    }
                },
                headers);
    }

    private void log(String method, @Nullable String userAgent, Status status, long start) {
        var line = LOG.atInfo().addKeyValue("method", "/" + method);
        if (userAgent != null && !userAgent.isEmpty()) {
            line = line.addKeyValue("useragent", userAgent);
        }
        line.addKeyValue("code", status.getCode().value())
                .addKeyValue("duration", time.since(start).toMillis())
                .log("gRPC API Called");
    }
}
