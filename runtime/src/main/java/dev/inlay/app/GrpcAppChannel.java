package dev.inlay.app;

import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import io.dapr.v1.CommonProtos;
import io.grpc.Channel;
import reactor.core.publisher.Mono;

/**
 * The way to an application that speaks gRPC: every call is an {@code OnInvoke} of Dapr's {@code AppCallback} service.
 * The method is the decoded path. What the application answers, errors and unreachability included, is an answer, as with
 * Dapr.
 */
final class GrpcAppChannel implements AppChannel {

    private final Channel application;
    private final int maxBodySize;
    private final JsonCodec json;

    /** @param maxBodySize the largest request body, in bytes: it travels in one message */
    GrpcAppChannel(Channel application, int maxBodySize, JsonCodec json) {
        this.application = application;
        this.maxBodySize = maxBodySize;
        this.json = json;
    }

    @Override
    public Mono<InvokeResponse> invoke(InvokeRequest request) {
        return Mono.defer(() -> {
            String method = request.grpcMethod();
            return request.body().toBytes(maxBodySize).flatMap(body -> {
                CommonProtos.InvokeRequest message = CommonMessages.of(request)
                        .setMethod(method)
                        .setData(CommonMessages.data(request.body(), body))
                        .build();
                return OnInvokeCall.of(application, message, AppMetadata.of(request), json);
            });
        });
    }
}
