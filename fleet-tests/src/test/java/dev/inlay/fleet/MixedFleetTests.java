package dev.inlay.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.client.HttpClient;

/** A call goes from daprd to our sidecar's application, from there to an embedded one, and ends beside a daprd. */
class MixedFleetTests {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void bodiesStreamThroughAllByHttp() throws Exception {
        try (Fleet fleet = new Fleet(Protocol.HTTP, folder)) {
            HttpClient client = HttpClient.create();
            String methods = fleet.first().api("/v1.0/invoke/second/method").toString();

            String counted = client.headers(headers -> headers.set("content-type", "application/octet-stream"))
                    .post()
                    .uri(methods + "/upload")
                    .send((request, outbound) -> outbound.sendByteArray(HttpEnd.chunks(fleet.httpEnd().uploadBegun)))
                    .responseContent()
                    .aggregate()
                    .asString()
                    .block(LIMIT);
            assertThat(counted).isEqualTo(String.valueOf(HttpEnd.TOTAL));

            Long received = client.post()
                    .uri(methods + "/download")
                    .responseContent()
                    .asByteArray()
                    .doOnNext(bytes -> fleet.httpEnd().downloadBegun.complete(null))
                    .reduce(0L, (sum, bytes) -> sum + bytes.length)
                    .block(LIMIT);
            assertThat(received).isEqualTo(HttpEnd.TOTAL);
        }
    }

    @Test
    void callsAndConversationsPassThroughAllByGrpc() throws Exception {
        try (Fleet fleet = new Fleet(Protocol.GRPC, folder)) {
            ManagedChannel api = NettyChannelBuilder.forAddress(
                            "127.0.0.1", fleet.first().grpcPort())
                    .usePlaintext()
                    .build();
            try {
                Channel second = GrpcRelay.to(api, "second");
                CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS);

                assertThat(ClientCalls.blockingUnaryCall(second, GrpcRelay.SAY, options, "hello"))
                        .isEqualTo("hello, second, third, fourth");

                BlockingQueue<String> answers = new LinkedBlockingQueue<>();
                StreamObserver<String> talk = ClientCalls.asyncBidiStreamingCall(
                        second.newCall(GrpcRelay.TALK, options), new Collector(answers));
                for (String word : new String[] {"one", "two", "three"}) {
                    talk.onNext(word);
                    assertThat(answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                            .isEqualTo(word + ", second, third, fourth");
                }
                talk.onCompleted();
                assertThat(answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("(the end)");
            } finally {
                api.shutdownNow();
            }
        }
    }

    private record Collector(BlockingQueue<String> answers) implements StreamObserver<String> {

        @Override
        public void onNext(String text) {
            answers.add(text);
        }

        @Override
        public void onError(Throwable error) {
            answers.add(error.toString());
        }

        @Override
        public void onCompleted() {
            answers.add("(the end)");
        }
    }
}
