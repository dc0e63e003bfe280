package dev.inlay.api.grpc;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Parses messages itself. gRPC would blame the application for bytes that are no message; daprd says that they are none.
 *
 * @param method the method as its handler knows it
 */
record ParsingHandler<Q, A>(MethodDescriptor<Q, A> method, ServerCallHandler<Q, A> handler)
        implements ServerCallHandler<byte[], A> {

    @Override
    public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], A> call, Metadata headers) {
        return new Parsing<>(method, call, handler.startCall(new Parsed<>(method, call), headers));
    }

    private static final class Parsing<Q> extends ServerCall.Listener<byte[]> {

        private final MethodDescriptor<Q, ?> method;
        private final ServerCall<byte[], ?> call;
        private final ServerCall.Listener<Q> parsed;
        private boolean refused;

        Parsing(MethodDescriptor<Q, ?> method, ServerCall<byte[], ?> call, ServerCall.Listener<Q> parsed) {
            this.method = method;
            this.call = call;
            this.parsed = parsed;
        }

        @Override
        public void onMessage(byte[] bytes) {
            if (refused) {
                return;
            }
            Q message;
            try {
                message = method.parseRequest(new ByteArrayInputStream(bytes));
            } catch (StatusRuntimeException e) {
                refused = true;
                Throwable cause = e.getCause() == null ? e : e.getCause();
                call.close(
                        Status.INTERNAL
                                .withDescription("grpc: error unmarshalling request: " + cause.getMessage())
                                .withCause(e),
                        new Metadata());
                return;
            }
            parsed.onMessage(message);
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                parsed.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            parsed.onCancel();
        }

        @Override
        public void onComplete() {
            parsed.onComplete();
        }

        @Override
        public void onReady() {
            parsed.onReady();
        }
    }

    /** The call as the handler knows it. */
    private static final class Parsed<Q, A> extends ServerCall<Q, A> {

        private final MethodDescriptor<Q, A> method;
        private final ServerCall<byte[], A> call;

        Parsed(MethodDescriptor<Q, A> method, ServerCall<byte[], A> call) {
            this.method = method;
            this.call = call;
        }

        @Override
        public MethodDescriptor<Q, A> getMethodDescriptor() {
            return method;
        }

        @Override
        public void request(int messages) {
            call.request(messages);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            call.sendHeaders(headers);
        }

        @Override
        public void sendMessage(A message) {
            call.sendMessage(message);
        }

        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public void close(Status status, Metadata trailers) {
            call.close(status, trailers);
        }

        @Override
        public boolean isCancelled() {
            return call.isCancelled();
        }

        @Override
        public void setMessageCompression(boolean enabled) {
            call.setMessageCompression(enabled);
        }

        @Override
        public void setCompression(String compressor) {
            call.setCompression(compressor);
        }

        @Override
        public Attributes getAttributes() {
            return call.getAttributes();
        }

        @Override
        public @Nullable String getAuthority() {
            return call.getAuthority();
        }
    }
}
