package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprMetadataProtos.GetMetadataRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever bytes and metadata come, each call gets an answer that means something, and the API lives on. */
class HostileCallTests {

    private static final int CASES = 5_000;

    private static EmbeddedTarget target;
    private static ManagedChannel channel;

    @BeforeAll
    static void open(@TempDir Path folder) {
        target = new EmbeddedTarget.Setup("app", folder)
                .store("statestore", "state.in-memory")
                .start()
                .opened();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", target.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void close() {
        channel.shutdownNow();
        target.close();
    }

    private static void assertAlive() {
        assertThat(DaprGrpc.newBlockingStub(channel)
                        .getMetadata(GetMetadataRequest.getDefaultInstance())
                        .getId())
                .isEqualTo("app");
    }

    /** How a call with these bytes ends. */
    private static Status call(String method, byte[] message, Metadata headers) throws Exception {
        ClientCall<byte[], byte[]> call = channel.newCall(
                MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                        .setType(MethodDescriptor.MethodType.UNKNOWN)
                        .setFullMethodName(method)
                        .build(),
                CallOptions.DEFAULT);
        CompletableFuture<Status> end = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                headers);
        call.request(100);
        call.sendMessage(message);
        call.halfClose();
        return end.get(20, TimeUnit.SECONDS);
    }

    private static String dapr(String method) {
        return DaprGrpc.SERVICE_NAME + "/" + method;
    }

    @Test
    void bytes_that_are_no_message_are_refused() throws Exception {
        byte[] truncated = {0x0a, 0x7f, 'x'};
        byte[] invalidUtf8 = {0x0a, 2, -1, -2};
        for (byte[] message : List.of(truncated, invalidUtf8, new byte[] {-1, -1, -1})) {
            Status status = call(dapr("GetState"), message, new Metadata());
            assertThat(status.getCode()).isEqualTo(Code.INTERNAL);
        }
        assertAlive();
    }

    @Test
    void a_message_beyond_the_limit_is_refused() throws Exception {
        assertThat(call(dapr("GetState"), new byte[5 << 20], new Metadata()).getCode())
                .isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertAlive();
    }

    @Test
    void metadata_beyond_the_limit_are_refused() throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-big", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(40 << 10));
        assertThat(call(dapr("GetState"), new byte[0], headers).isOk()).isFalse();
        assertAlive();
    }

    @Test
    void random_calls_get_answers_that_mean_something() throws Exception {
        long seed = new Random().nextLong();
        LoggerFactory.getLogger(HostileCallTests.class).info("seed {}", seed);
        Random random = new Random(seed);
        List<String> methods = new ArrayList<>(List.of("no.Such/Service", dapr("NoSuchMethod")));
        DaprGrpc.getServiceDescriptor().getMethods().forEach(method -> methods.add(method.getFullMethodName()));
        for (int i = 0; i < CASES; i++) {
            String method = methods.get(random.nextInt(methods.size()));
            byte[] message = message(random);
            Status status = call(method, message, headers(random));
            String text = String.valueOf(status.getDescription());
            assertThat(text)
                    .as("seed %d, case %d: %s %s", seed, i, method, status)
                    .doesNotContain("Exception")
                    .doesNotContain("Application error");
        }
        assertAlive();
    }

    /** Fields as a message of the service could have them, or could not. */
    private static byte[] message(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        int at = 0;
        while (random.nextInt(5) > 0 && at + 8 < bytes.length) {
            String text = List.of("statestore", "app", "a||b", "", "k", "../x", "\u0000")
                    .get(random.nextInt(7));
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            if (at + 2 + value.length > bytes.length) {
                break;
            }
            bytes[at++] = (byte) (random.nextInt(1, 6) << 3 | 2);
            bytes[at++] = (byte) value.length;
            System.arraycopy(value, 0, bytes, at, value.length);
            at += value.length;
        }
        return random.nextInt(4) == 0 ? bytes : java.util.Arrays.copyOf(bytes, at);
    }

    private static Metadata headers(Random random) {
        Metadata headers = new Metadata();
        for (String name : List.of("dapr-app-id", "dapr-callee-app-id", "dapr-stream", "dapr-api-token", "x-any")) {
            if (random.nextInt(4) == 0) {
                String value = List.of("", "nobody", "a.b.c", ".", "true", "%00", "app")
                        .get(random.nextInt(7));
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
            }
        }
        return headers;
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
