package dev.inlay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.app.GrpcAnswer;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.HeaderFields;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.protocol.internals.v1.APIVersion;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import dev.inlay.protocol.internals.v1.InternalInvokeResponse;
import dev.inlay.protocol.internals.v1.ListStringValue;
import dev.inlay.protocol.internals.v1.ServiceInvocationGrpc;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.dapr.v1.CommonProtos;
import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** What passes the internal port of requests and of answers, whichever language the application speaks. */
class AnswersOnTheInternalPortTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AppIdentity ORDERS = new AppIdentity("orders", "");
    private static final GrpcOutcome NOT_FOUND = new GrpcOutcome(
            5, "no such order", List.of(new GrpcOutcome.Detail("type.googleapis.com/shop.Unknown", new byte[] {1, 2})));

    private final LoopResources loops = LoopResources.create("test");
    private final PeerTransport transport = new PeerTransport(
            loops, PeerCredentials.plaintext(), 1 << 20, JsonCodec.standard(), told("made"), TimeSource.system());
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final BlockingQueue<InvokeRequest> seen = new LinkedBlockingQueue<>();
    private AppChannel application = request -> Mono.just(answer(GrpcOutcome.OK));
    private final PeerServer server = new PeerServer(
            ORDERS,
            new InetSocketAddress("127.0.0.1", 0),
            () -> request -> {
                seen.add(request);
                return application.invoke(request);
            },
            loops,
            PeerCredentials.plaintext(),
            1 << 20,
            AccessControl.none(),
            new ToldOfServedCalls(),
            TimeSource.system(),
            null);
    private PeerAddress address = new PeerAddress("127.0.0.1", 1);

    @BeforeEach
    void open() {
        Integer port = server.start().block(LIMIT);
        assertThat(port).isNotNull();
        address = new PeerAddress("127.0.0.1", port);
    }

    @AfterEach
    void close() {
        transport.close();
        server.stop(Duration.ZERO).block(LIMIT);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(LIMIT);
    }

    private GrpcCalls told(String side) {
        return (method, status, received, sent, nanos) -> ended.add("%s %s: %s, %s in, %s out"
                .formatted(side, method, status, received > 0 ? "bytes" : "nothing", sent > 0 ? "bytes" : "nothing"));
    }

    @Test
    void bothSidesTellOfACallThatHasEnded() throws Exception {
        assertThat(call().body().toBytes(100).block(LIMIT)).isNotNull();

        String call = " /dapr.proto.internals.v1.ServiceInvocation/CallLocalStream: OK, bytes in, bytes out";
        assertThat(List.of(
                        String.valueOf(ended.poll(20, TimeUnit.SECONDS)),
                        String.valueOf(ended.poll(20, TimeUnit.SECONDS))))
                .containsExactlyInAnyOrder("made" + call, "served" + call);
    }

    /** Observes the calls by gRPC only. */
    private final class ToldOfServedCalls implements Telemetry {

        @Override
        public GrpcCalls servedCalls() {
            return told("served");
        }
    }

    private static InvokeResponse answer(GrpcOutcome outcome) {
        return GrpcAnswer.of(
                outcome,
                MessageHeaders.of("x-app", "orders"),
                MessageBody.of("fine".getBytes(StandardCharsets.UTF_8)),
                JsonCodec.standard());
    }

    private InvokeResponse call() {
        InvokeResponse answer = transport
                .call(address, ORDERS, new InvokeRequest("orders", "GET", "a").withHeader("x-caller", "shop"))
                .block(LIMIT);
        assertThat(answer).isNotNull();
        return answer;
    }

    private InternalInvokeResponse callUnary(String method, String... metadata) {
        InternalInvokeRequest.Builder envelope = InternalInvokeRequest.newBuilder()
                .setVer(APIVersion.V1)
                .setMessage(CommonProtos.InvokeRequest.newBuilder().setMethod(method));
        for (int i = 0; i < metadata.length; i += 2) {
            envelope.putMetadata(
                    metadata[i],
                    ListStringValue.newBuilder().addValues(metadata[i + 1]).build());
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        address.host(), address.port(), InsecureChannelCredentials.create())
                .build();
        try {
            return ClientCalls.blockingUnaryCall(
                    channel, ServiceInvocationGrpc.getCallLocalMethod(), CallOptions.DEFAULT, envelope.build());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aFailureOfGrpcArrivesWholeAndTranslated() {
        application = request -> Mono.just(answer(NOT_FOUND));
        InvokeResponse answer = call();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.grpc()).isNotNull().satisfies(outcome -> {
            assertThat(outcome.code()).isEqualTo(5);
            assertThat(outcome.message()).isEqualTo("no such order");
            assertThat(outcome.details()).singleElement().satisfies(detail -> assertThat(detail.value())
                    .containsExactly(1, 2));
        });
        assertThat(answer.body().toBytes(1000).block(LIMIT))
                .asString(StandardCharsets.UTF_8)
                .contains("\"code\":5", "no such order");
    }

    @Test
    void ofAFailureOfGrpcTheStatusAloneGoesOnTheWire() {
        application = request -> Mono.just(answer(NOT_FOUND));
        InternalInvokeResponse answer = callUnary("a", "x", "y");
        assertThat(answer.getStatus().getCode()).isEqualTo(5);
        assertThat(answer.getStatus().getMessage()).isEqualTo("no such order");
        assertThat(answer.getStatus().getDetailsList()).hasSize(1);
        assertThat(answer.getMessage().getData().getValue()).isEmpty();
        assertThat(answer.getMessage().getContentType()).isEmpty();
    }

    @Test
    void aSuccessOfGrpcIsToldFromOneOfHttp() {
        assertThat(call().grpc()).isEqualTo(GrpcOutcome.OK);
        assertThat(callUnary("a").getStatus().getCode()).isZero();
        application = request -> Mono.just(new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty()));
        assertThat(call().grpc()).isNull();
        assertThat(callUnary("a").getStatus().getCode()).isEqualTo(200);
    }

    @Test
    void whatGrpcKeepsForItselfReachesTheApplicationsChannelAsItIs() {
        callUnary(
                "a",
                ":authority",
                "shop",
                "grpc-trace-bin",
                "AAAA",
                "x-key-bin",
                "AQI=",
                "content-type",
                "application/grpc");
        assertThat(HeaderFields.of(seen.remove().headers()))
                .containsOnlyKeys(":authority", "grpc-trace-bin", "x-key-bin");
    }

    @Test
    void theDecodedPathOfADaprInstanceIsEncodedAgain() {
        callUnary("orders/ü b%", "x", "y");
        assertThat(seen.remove().method()).isEqualTo("orders/%C3%BC%20b%25");
        callUnary("orders/a%20b", "x", "y");
        assertThat(seen.remove().method()).isEqualTo("orders/a%20b");
    }
}
