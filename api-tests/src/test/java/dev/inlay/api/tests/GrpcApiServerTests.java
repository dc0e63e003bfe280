package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.api.ApiRules;
import dev.inlay.app.TraceContextBinary;
import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.MessageHeaders;
import dev.inlay.telemetry.Telemetry;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprGrpc.DaprBlockingStub;
import io.dapr.v1.DaprInvokeProtos.InvokeServiceRequest;
import io.dapr.v1.DaprMetadataProtos.GetMetadataRequest;
import io.dapr.v1.DaprProtos.ShutdownRequest;
import io.dapr.v1.DaprStateProtos.GetStateRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** How the gRPC API is offered: where it listens, who gets in, and how it ends. */
class GrpcApiServerTests {

    private static final String CALLERS_SPAN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OWN_SPAN = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
    private static final Metadata.Key<String> TRACE_PARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> TRACE_BIN =
            Metadata.Key.of("grpc-trace-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final Metadata.Key<String> TOKEN =
            Metadata.Key.of("dapr-api-token", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private Path folder;

    private @Nullable ManagedChannel channel;

    @AfterEach
    void close() {
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    private EmbeddedTarget.Setup setup() {
        return new EmbeddedTarget.Setup("app", folder).store("statestore", "state.in-memory");
    }

    private DaprBlockingStub dapr(EmbeddedTarget target) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", target.grpcPort())
                .usePlaintext()
                .build();
        return DaprGrpc.newBlockingStub(channel);
    }

    private static void ask(DaprBlockingStub dapr) {
        assertThat(dapr.getMetadata(GetMetadataRequest.getDefaultInstance()).getId())
                .isEqualTo("app");
    }

    private static DaprBlockingStub showing(DaprBlockingStub dapr, String token) {
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        return dapr.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void without_the_token_nobody_gets_in() {
        try (EmbeddedTarget target = setup().options(EmbeddedTarget.options(List.of("127.0.0.1"), null, "secret"))
                .start()
                .opened()) {
            DaprBlockingStub dapr = dapr(target);
            Failure missing = Failure.of(() -> ask(dapr));
            assertThat(missing.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(missing.text()).isEqualTo("Unauthorized");
            assertThat(missing.details())
                    .containsExactly("info dapr.io Unauthorized {http.code=401, http.error_message=missing api token in"
                            + " request metadata}");
            Failure wrong = Failure.of(() -> ask(showing(dapr, "guess")));
            assertThat(wrong.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(wrong.details())
                    .containsExactly("info dapr.io Unauthorized {http.code=401, http.error_message=authentication"
                            + " error: api token mismatch}");
            ask(showing(dapr, "secret"));
        }
    }

    @Test
    void the_token_goes_no_further_than_the_api() throws Exception {
        try (GrpcEcho app = new GrpcEcho();
                EmbeddedTarget target = setup().grpcApplication(app, null)
                        .options(EmbeddedTarget.options(List.of("127.0.0.1"), null, "secret"))
                        .start()
                        .opened()) {
            Metadata headers = new Metadata();
            headers.put(TOKEN, "secret");
            headers.put(Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER), "app");
            DaprBlockingStub dapr = dapr(target);
            GrpcEcho.Stub stub = new GrpcEcho.Stub(dapr.getChannel(), CallOptions.DEFAULT);
            assertThat(Failure.of(() -> stub.say("hello")).code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .say("hello"))
                    .isEqualTo("said hello");
            assertThat(app.seen.take().containsKey(TOKEN)).isFalse();
        }
    }

    @Test
    void what_the_rules_do_not_allow_is_not_there_but_other_services_are() {
        ApiRules.Rule state = new ApiRules.Rule("state", "v1.0", ApiRules.Protocol.GRPC);
        try (GrpcEcho app = new GrpcEcho();
                EmbeddedTarget target = setup().grpcApplication(app, null)
                        .rules(new ApiRules(List.of(state), List.of()))
                        .start()
                        .opened()) {
            DaprBlockingStub dapr = dapr(target);
            GetStateRequest read = GetStateRequest.newBuilder()
                    .setStoreName("statestore")
                    .setKey("k")
                    .build();
            assertThat(dapr.getState(read).getData()).isEmpty();
            List<Runnable> refused = List.of(
                    () -> ask(dapr),
                    () -> dapr.invokeService(InvokeServiceRequest.getDefaultInstance()),
                    () -> dapr.queryStateAlpha1(io.dapr.v1.DaprStateProtos.QueryStateRequest.getDefaultInstance()));
            assertThat(refused).allSatisfy(call -> {
                Failure failure = Failure.of(call);
                assertThat(failure.code()).isEqualTo(Code.UNIMPLEMENTED);
                assertThat(failure.text()).isEqualTo("Not Implemented");
                assertThat(failure.details())
                        .containsExactly("info dapr.io Not Implemented {http.code=501,"
                                + " http.error_message=requested endpoint is not available}");
            });
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER), "app");
            assertThat(new GrpcEcho.Stub(dapr.getChannel(), CallOptions.DEFAULT)
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .say("hello"))
                    .isEqualTo("said hello");
        }
    }

    @Test
    void the_span_of_a_call_goes_on_and_comes_back() throws Exception {
        Recorder recorder = new Recorder(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        try (GrpcEcho app = new GrpcEcho();
                EmbeddedTarget target = setup().telemetry(recorder)
                        .grpcApplication(app, null)
                        .start()
                        .opened()) {
            Metadata given = new Metadata();
            given.put(Metadata.Key.of("dapr-app-id", Metadata.ASCII_STRING_MARSHALLER), "app");
            given.put(TRACE_PARENT, CALLERS_SPAN);
            AtomicReference<Metadata> answered = new AtomicReference<>();
            DaprGrpc.DaprBlockingStub dapr = dapr(target);
            ask(dapr.withInterceptors(
                    MetadataUtils.newAttachHeadersInterceptor(given),
                    MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>())));
            new GrpcEcho.Stub(dapr.getChannel(), CallOptions.DEFAULT)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(given))
                    .say("hello");

            assertThat(recorder.begun)
                    .containsExactly(
                            "/dapr.proto.runtime.v1.Dapr/GetMetadata in " + CALLERS_SPAN,
                            "/test.Echo/Say in " + CALLERS_SPAN);
            assertThat(recorder.ended).containsExactly(0, 0);
            assertThat(answered.get())
                    .isNotNull()
                    .extracting(headers -> headers.get(TRACE_BIN))
                    .isEqualTo(TraceContextBinary.encode(OWN_SPAN));
            Metadata seen = app.seen.take();
            assertThat(seen.get(TRACE_PARENT)).isEqualTo(OWN_SPAN);
            assertThat(seen.get(TRACE_BIN)).isEqualTo(TraceContextBinary.encode(OWN_SPAN));
        }
    }

    /** What is told of calls; it gives every call the same span. */
    private record Recorder(List<String> begun, List<Integer> ended) implements Telemetry {

        @Override
        public Mono<GrpcOutcome> grpcApi(
                String method, MessageHeaders metadata, Function<MessageHeaders, Mono<GrpcOutcome>> call) {
            begun.add(method + " in " + metadata.first("traceparent"));
            return call.apply(MessageHeaders.of("traceparent", OWN_SPAN))
                    .doOnNext(outcome -> ended.add(outcome.code()));
        }
    }

    @Test
    void malformed_baggage_is_refused() {
        try (EmbeddedTarget target = setup().start().opened()) {
            Metadata given = new Metadata();
            given.put(Metadata.Key.of("baggage", Metadata.ASCII_STRING_MARSHALLER), "no member");
            Failure failure = Failure.of(
                    () -> ask(dapr(target).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(given))));
            assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(failure.text()).isEqualTo("invalid baggage header: invalid baggage list-member: \"no member\"");
        }
    }

    @Test
    void all_addresses_have_the_port_of_the_first() {
        try (EmbeddedTarget target = setup().options(
                        EmbeddedTarget.options(List.of("127.0.0.1", "127.0.0.2"), null, null))
                .start()
                .opened()) {
            assertThat(target.addresses().stream()
                            .map(address ->
                                    ((InetSocketAddress) address).getAddress().getHostAddress() + ":"
                                            + ((InetSocketAddress) address).getPort()))
                    .containsExactly("127.0.0.1:" + target.grpcPort(), "127.0.0.2:" + target.grpcPort());
        }
    }

    @Test
    void a_folder_for_sockets_takes_the_place_of_the_port_and_is_left_clean() {
        Path socket = folder.resolve("dapr-app-grpc.socket");
        try (EmbeddedTarget target = setup().options(EmbeddedTarget.options(List.of("127.0.0.1"), folder, null))
                .start()
                .opened()) {
            assertThat(socket).exists();
            assertThat(target.addresses()).hasSize(1);
        }
        assertThat(Files.exists(socket)).isFalse();
    }

    @Test
    void a_port_that_is_taken_is_named() {
        try (EmbeddedTarget first = setup().start().opened();
                EmbeddedTarget second = new EmbeddedTarget.Setup("other", folder)
                        .options(EmbeddedTarget.onPort(first.grpcPort()))
                        .start()) {
            assertThatThrownBy(() -> second.open().block(Duration.ofSeconds(20)))
                    .hasMessageContaining("the gRPC API cannot listen on 127.0.0.1:" + first.grpcPort());
            assertThat(second.addresses()).isEmpty();
        }
    }

    @Test
    void a_request_to_shut_down_is_answered_and_passed_on() {
        try (EmbeddedTarget target = setup().start().opened()) {
            assertThat(dapr(target).shutdown(ShutdownRequest.getDefaultInstance()))
                    .isNotNull();
            assertThat(target.shutdowns).hasValue(1);
        }
    }

    @Test
    void after_the_stop_nobody_listens() {
        try (EmbeddedTarget target = setup().start().opened()) {
            DaprBlockingStub dapr = dapr(target);
            ask(dapr);
            target.stop(Duration.ofSeconds(5)).block(Duration.ofSeconds(20));
            assertThat(Failure.of(() -> ask(dapr)).code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(target.addresses()).isEmpty();
        }
    }
}
