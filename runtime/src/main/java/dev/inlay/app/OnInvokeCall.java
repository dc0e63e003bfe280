package dev.inlay.app;

import dev.inlay.codec.JsonCodec;
import dev.inlay.message.GrpcNames;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import io.dapr.v1.AppCallbackGrpc;
import io.dapr.v1.CommonProtos;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One {@code OnInvoke}: the whole request in one message, the whole answer in another. Any status is an answer. */
final class OnInvokeCall extends ClientCall.Listener<CommonProtos.InvokeResponse> {

    private static final Status NO_MESSAGE =
            Status.INTERNAL.withDescription("the application answered without a message");

    private final JsonCodec json;
    private final MonoSink<InvokeResponse> sink;
    private Metadata headers = new Metadata();
    private CommonProtos.@Nullable InvokeResponse answer;

    private OnInvokeCall(JsonCodec json, MonoSink<InvokeResponse> sink) {
        this.json = json;
        this.sink = sink;
    }

    static Mono<InvokeResponse> of(
            Channel channel, CommonProtos.InvokeRequest message, Metadata metadata, JsonCodec json) {
        return Mono.create(sink -> {
            ClientCall<CommonProtos.InvokeRequest, CommonProtos.InvokeResponse> call =
                    channel.newCall(AppCallbackGrpc.getOnInvokeMethod(), CallOptions.DEFAULT);
            sink.onCancel(() -> call.cancel("the caller is no longer interested", null));
            call.start(new OnInvokeCall(json, sink), metadata);
            call.request(2);
            call.sendMessage(message);
            call.halfClose();
        });
    }

    @Override
    public void onHeaders(Metadata received) {
        headers = received;
    }

    @Override
    public void onMessage(CommonProtos.InvokeResponse message) {
        answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        CommonProtos.InvokeResponse message = answer;
        if (status.isOk() && message != null) {
            sink.success(answered(message));
        } else {
            GrpcOutcome failure = GrpcStatuses.outcome(status.isOk() ? NO_MESSAGE : status, trailers);
            sink.success(GrpcAnswer.of(failure, MessageHeaders.empty(), MessageBody.empty(), json));
        }
    }

    private InvokeResponse answered(CommonProtos.InvokeResponse message) {
        MessageHeaders.Builder fields = MessageHeaders.builder();
        for (String name : headers.keys()) {
            if (GrpcNames.inHttp(name) != null && !AppMetadata.isOfTheCall(name)) {
                Iterable<String> values = headers.getAll(AppMetadata.key(name));
                if (values != null) {
                    values.forEach(value -> fields.add(name, value));
                }
            }
        }
        if (!message.getContentType().isEmpty()) {
            fields.set("content-type", message.getContentType());
        }
        MessageBody body = MessageBody.of(message.getData().getValue().toByteArray())
                .withType(message.getData().getTypeUrl());
        return GrpcAnswer.of(GrpcOutcome.OK, fields.build(), body, json);
    }
}
