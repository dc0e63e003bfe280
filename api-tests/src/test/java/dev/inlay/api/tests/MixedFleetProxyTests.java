package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of an application's own service go through our runtimes and daprds alike. */
class MixedFleetProxyTests {

    @TempDir
    private Path folder;

    /** Who passes a call on to whom. */
    enum Way {
        OWN_TO_ITS_APPLICATION,
        OWN_TO_OWN,
        OWN_TO_DAPRD,
        DAPRD_TO_OWN
    }

    /** The callee's runtime and the one that is called; the same if there is only one. */
    private record Fleet(ApiTarget callee, ApiTarget caller) implements AutoCloseable {
        @Override
        public void close() {
            caller.close();
            callee.close();
        }
    }

    private Fleet fleet(Way way, GrpcEcho app) {
        if (way == Way.OWN_TO_DAPRD) {
            DaprdTarget daprd = DaprdTarget.start(
                    "echo",
                    folder,
                    Map.of(),
                    Map.of("APP_API_TOKEN", "app-token"),
                    "--app-protocol=grpc",
                    "--app-port=" + app.port());
            return new Fleet(
                    daprd,
                    caller(folder.resolve("own"))
                            .knows("echo", daprd.internalPort())
                            .start()
                            .opened());
        }
        ApiTarget callee = new EmbeddedTarget.Setup("echo", folder)
                .grpcApplication(app, "app-token")
                .start()
                .opened();
        return switch (way) {
            case OWN_TO_ITS_APPLICATION -> new Fleet(callee, callee);
            case OWN_TO_OWN -> new Fleet(callee, caller(folder).start().opened());
            default -> new Fleet(callee, DaprdTarget.start("caller", folder, Map.of(), Map.of()));
        };
    }

    private static EmbeddedTarget.Setup caller(Path ownFolder) {
        return new EmbeddedTarget.Setup("caller", ownFolder);
    }

    @ParameterizedTest
    @EnumSource
    void unary_calls_refusals_and_streams_pass(Way way) throws Exception {
        try (GrpcEcho app = new GrpcEcho();
                Fleet fleet = fleet(way, app)) {
            ManagedChannel direct = NettyChannelBuilder.forAddress(
                            "127.0.0.1", fleet.caller().grpcPort())
                    .usePlaintext()
                    .build();
            try {
                Metadata headers = new Metadata();
                headers.put(Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER), "echo");
                headers.put(Metadata.Key.of("x-mine", Metadata.ASCII_STRING_MARSHALLER), "1");
                Channel channel =
                        ClientInterceptors.intercept(direct, MetadataUtils.newAttachHeadersInterceptor(headers));
                GrpcEcho.Stub stub = new GrpcEcho.Stub(channel, CallOptions.DEFAULT);
                assertThat(stub.say("hello")).isEqualTo("said hello");
                assertMetadata(app.seen.take(), way);
                Failure failure = Failure.of(() -> stub.refuse("way"));
                assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
                assertThat(failure.text()).isEqualTo("no way");
                assertChat(channel);
            } finally {
                direct.shutdownNow();
            }
        }
    }

    private static void assertMetadata(Metadata seen, Way way) {
        assertThat(seen.getAll(Metadata.Key.of("dapr-api-token", Metadata.ASCII_STRING_MARSHALLER)))
                .containsExactly("app-token");
        assertThat(seen.get(Metadata.Key.of("x-mine", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("1");
        assertThat(seen.get(Metadata.Key.of("dapr-caller-app-id", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo(way == Way.OWN_TO_ITS_APPLICATION ? null : "caller");
    }

    private static void assertChat(Channel channel) throws InterruptedException {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<String> chat = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(GrpcEcho.CHAT, CallOptions.DEFAULT), new StreamObserver<>() {
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
                });
        for (String word : new String[] {"one", "two"}) {
            chat.onNext(word);
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(word + "!");
        }
        chat.onCompleted();
        assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("(the end)");
    }
}
