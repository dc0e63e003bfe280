package dev.inlay.peer;

import com.google.protobuf.ByteString;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.InternalInvokeRequestStream;
import dev.inlay.protocol.internals.v1.InternalInvokeResponse;
import dev.inlay.protocol.internals.v1.InternalInvokeResponseStream;
import dev.inlay.protocol.internals.v1.ServiceInvocationGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What other instances may ask on the internal port. The methods of actors answer UNIMPLEMENTED. */
final class ServiceInvocationService extends ServiceInvocationGrpc.ServiceInvocationImplBase {

    private final LocalApplication application;
    private final int maxBodySize;

    ServiceInvocationService(LocalApplication application, int maxBodySize) {
        this.application = application;
        this.maxBodySize = maxBodySize;
    }

    @Override
    public StreamObserver<InternalInvokeRequestStream> callLocalStream(
            StreamObserver<InternalInvokeResponseStream> caller) {
        return new IncomingCall(
                        application, AccessGuard.caller(), (ServerCallStreamObserver<InternalInvokeResponseStream>)
                                caller)
                .begin();
    }

    @Override
    public void callLocal(InternalInvokeRequest envelope, StreamObserver<InternalInvokeResponse> caller) {
        if (!envelope.hasMessage()) {
            caller.onError(Status.INVALID_ARGUMENT
                    .withDescription("parsing InternalInvokeRequest error: Message is nil")
                    .asRuntimeException());
            return;
        }
        ByteString data = envelope.getMessage().getData().getValue();
        InvokeRequest request;
        try {
            request = application.admit(AccessGuard.caller(), envelope, MessageBody.of(data.toByteArray()));
        } catch (RefusedCallException refused) {
            caller.onError(refused.status().asRuntimeException());
            return;
        }
        String callerAppId = PeerHeaders.first(envelope.getMetadataMap(), CallerHeaders.CALLER_APP_ID);
        Disposable asking = application
                .ask(request, callerAppId)
                .flatMap(this::whole)
                .subscribe(
                        answer -> {
                            caller.onNext(answer);
                            caller.onCompleted();
                        },
                        error -> caller.onError(LocalApplication.failure(error).asRuntimeException()));
        ((ServerCallStreamObserver<InternalInvokeResponse>) caller).setOnCancelHandler(asking::dispose);
    }

    private Mono<InternalInvokeResponse> whole(InvokeResponse response) {
        return response.body().toBytes(maxBodySize).map(bytes -> ResponseEnvelope.withData(response, bytes));
    }
}
