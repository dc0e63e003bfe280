package dev.inlay.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.inlay.api.ApiBackend;
import dev.inlay.app.CommonMessages;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.telemetry.TraceHeaders;
import io.dapr.v1.CommonProtos;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.dapr.v1.CommonProtos.InvokeResponse;
import io.dapr.v1.DaprInvokeProtos.InvokeServiceRequest;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code InvokeService}. The caller's metadata become header fields, the application's header fields become metadata of
 * the answer, whether the call went well or not.
 */
final class InvokeMethod implements ServerCallHandler<InvokeServiceRequest, InvokeResponse> {

    /** The answer has to be in memory as a whole, and nobody takes a message of gRPC that is anywhere near this. */
    private static final int MAX_ANSWER = 1 << 30;

    private final ApiBackend backend;
    private final UnaryHandlers handlers;

    InvokeMethod(ApiBackend backend, UnaryHandlers handlers) {
        this.backend = backend;
        this.handlers = handlers;
    }

    @Override
    public ServerCall.Listener<InvokeServiceRequest> startCall(
            ServerCall<InvokeServiceRequest, InvokeResponse> call, Metadata headers) {
        WithHeaders answering = new WithHeaders(call);
        MessageHeaders fields = TraceHeaders.named(InvokeHeaders.ofRequest(headers, call.getAuthority()));
        return handlers.of((InvokeServiceRequest request) -> invoke(request, fields, answering))
                .startCall(answering, headers);
    }

    private Mono<InvokeResponse> invoke(InvokeServiceRequest request, MessageHeaders fields, WithHeaders answering) {
        String appId = request.getId();
        if (appId.isEmpty()) {
            throw InlayException.of(ErrorCode.DIRECT_INVOKE, appId, "app id is empty");
        }
        return backend.invoke()
                .exchange(request(request, fields))
                .onErrorMap(InlayException.class, error -> failed(appId, error))
                .flatMap(response -> response.body().toBytes(MAX_ANSWER).map(body -> {
                    answering.headers = InvokeHeaders.ofAnswer(response);
                    return answer(response, body);
                }));
    }

    private static InvokeRequest request(InvokeServiceRequest request, MessageHeaders fields) {
        CommonProtos.InvokeRequest message = request.getMessage();
        MessageHeaders.Builder headers = fields.toBuilder();
        if (!message.getContentType().isEmpty()) {
            headers.set("content-type", message.getContentType());
        }
        return new InvokeRequest(
                        request.getId(),
                        verb(message.getHttpExtension().getVerb()),
                        "",
                        message.getHttpExtension().getQuerystring(),
                        headers.build(),
                        MessageBody.of(message.getData().getValue().toByteArray())
                                .withType(message.getData().getTypeUrl()))
                .withPlainMethod(withoutEmptySegments(message.getMethod()));
    }

    private static String withoutEmptySegments(String method) {
        return Arrays.stream(method.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .collect(Collectors.joining("/", method.startsWith("/") ? "/" : "", ""));
    }

    /** Applications that speak gRPC are called without a verb. */
    private static String verb(HTTPExtension.Verb verb) {
        return verb == HTTPExtension.Verb.NONE || verb == HTTPExtension.Verb.UNRECOGNIZED ? "POST" : verb.name();
    }

    private static InvokeResponse answer(dev.inlay.message.InvokeResponse response, byte[] body) {
        GrpcOutcome outcome = response.grpc();
        if (outcome != null && !outcome.isOk()) {
            throw asItIs(outcome);
        } else if (outcome == null && !response.isSuccess()) {
            throw HttpOutcome.error(response.status(), body);
        }
        String contentType = response.headers().first("content-type");
        return InvokeResponse.newBuilder()
                .setContentType(contentType == null ? "" : contentType)
                .setData(CommonMessages.data(response.body(), body))
                .build();
    }

    private static StatusRuntimeException asItIs(GrpcOutcome outcome) {
        Status.Builder status = Status.newBuilder().setCode(outcome.code()).setMessage(outcome.message());
        outcome.details()
                .forEach(detail -> status.addDetails(
                        Any.newBuilder().setTypeUrl(detail.type()).setValue(ByteString.copyFrom(detail.value()))));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** Whatever went wrong on the way has one status, but for what the caller itself ran into. */
    private static InlayException failed(String appId, InlayException error) {
        boolean asItIs = error.code() == ErrorCode.DIRECT_INVOKE
                || error.grpcStatus() == ErrorCode.GrpcStatus.PERMISSION_DENIED
                || error.grpcStatus() == ErrorCode.GrpcStatus.DEADLINE_EXCEEDED;
        return asItIs
                ? error
                : new InlayException(
                        ErrorCode.DIRECT_INVOKE,
                        ErrorCode.DIRECT_INVOKE.text(appId, String.valueOf(error.getMessage())),
                        error);
    }

    /** Sends the application's header fields before anything else of the answer, also before an error. */
    private static final class WithHeaders extends SimpleForwardingServerCall<InvokeServiceRequest, InvokeResponse> {

        private volatile @Nullable Metadata headers;
        private boolean sent;

        WithHeaders(ServerCall<InvokeServiceRequest, InvokeResponse> call) {
            super(call);
        }

        @Override
        public void sendHeaders(Metadata ofServer) {
            sent = true;
            Metadata ofApplication = headers;
            if (ofApplication != null) {
                ofServer.merge(ofApplication);
            }
            super.sendHeaders(ofServer);
        }

        @Override
        public void close(io.grpc.Status status, Metadata trailers) {
            if (!sent && headers != null) {
                sendHeaders(new Metadata());
            }
            super.close(status, trailers);
        }
    }
}
