package dev.inlay.app;

import com.google.protobuf.Empty;
import dev.inlay.message.InvokeRequest;
import io.dapr.v1.AppCallbackHealthCheckGrpc;
import io.dapr.v1.DaprAppCallbackProtos.HealthCheckResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** How an application is asked whether it is well. Both fail, with a reason, if it is not. */
final class HealthProbes {

    private HealthProbes() {}

    /** {@code GET} of a path; any 2xx is well. */
    static Mono<Void> http(AppChannel application, String path) {
        InvokeRequest question = new InvokeRequest("", "GET", path);
        return application
                .invoke(question)
                .onErrorMap(error -> new UnwellException("Network error: " + error.getMessage()))
                .flatMap(answer -> answer.body().stream()
                        .then(
                                answer.isSuccess()
                                        ? Mono.empty()
                                        : Mono.error(new UnwellException(
                                                "Health check failed with status code: " + answer.status()))));
    }

    /** {@code HealthCheck} of Dapr's {@code AppCallbackHealthCheck} service; any answer without error is well. */
    static Mono<Void> grpc(Channel application) {
        return Mono.create(sink -> {
            ClientCall<Empty, HealthCheckResponse> call =
                    application.newCall(AppCallbackHealthCheckGrpc.getHealthCheckMethod(), CallOptions.DEFAULT);
            sink.onCancel(() -> call.cancel("the question has taken too long", null));
            call.start(new Answer(sink), new Metadata());
            call.request(2);
            call.sendMessage(Empty.getDefaultInstance());
            call.halfClose();
        });
    }

    private static final class Answer extends ClientCall.Listener<HealthCheckResponse> {
        private final MonoSink<Void> sink;

        Answer(MonoSink<Void> sink) {
            this.sink = sink;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
                sink.success();
            } else {
                sink.error(new UnwellException(
                        "Health check failed with " + status.getCode() + ": " + status.getDescription()));
            }
        }
    }

    private static final class UnwellException extends RuntimeException {
        UnwellException(String reason) {
            super(reason, null, false, false);
        }
    }
}
