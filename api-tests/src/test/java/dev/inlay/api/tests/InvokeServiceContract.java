package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.dapr.v1.CommonProtos.HTTPExtension;
import io.dapr.v1.CommonProtos.InvokeRequest;
import io.dapr.v1.CommonProtos.InvokeResponse;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprGrpc.DaprBlockingStub;
import io.dapr.v1.DaprInvokeProtos.InvokeServiceRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code InvokeService} of an application that speaks HTTP, its own runtime's caller or another's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InvokeServiceContract {

    final EchoApp app = new EchoApp();
    private List<ApiTarget> targets = List.of();
    private ManagedChannel channel;
    private DaprBlockingStub dapr;

    /** Starts runtimes, one of them with app id {@code app} for {@link #app}. The first is called. */
    abstract List<ApiTarget> start(Path folder);

    @BeforeAll
    void open(@TempDir Path folder) {
        targets = start(folder);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", targets.get(0).grpcPort())
                .usePlaintext()
                .build();
        dapr = DaprGrpc.newBlockingStub(channel);
    }

    @AfterAll
    void close() {
        if (!targets.isEmpty()) {
            channel.shutdownNow();
            targets.forEach(ApiTarget::close);
        }
        app.close();
    }

    private static InvokeServiceRequest request(String id, String method, HTTPExtension.Verb verb) {
        return InvokeServiceRequest.newBuilder()
                .setId(id)
                .setMessage(InvokeRequest.newBuilder()
                        .setMethod(method)
                        .setContentType("text/plain")
                        .setData(Any.newBuilder().setValue(ByteString.copyFromUtf8("hello")))
                        .setHttpExtension(
                                HTTPExtension.newBuilder().setVerb(verb).setQuerystring("a=1&b=%20")))
                .build();
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    @Test
    void a_call_arrives_with_verb_query_content_type_metadata_and_body() {
        Metadata sent = new Metadata();
        sent.put(ascii("x-mine"), "1");
        AtomicReference<Metadata> headers = new AtomicReference<>();
        InvokeResponse response = dapr.withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(sent),
                        MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                .invokeService(request("app", "echo", HTTPExtension.Verb.PUT));
        assertThat(response.getData().getValue().toStringUtf8()).isEqualTo("PUT /echo?a=1&b=%20 text/plain [1] hello");
        assertThat(response.getContentType()).isEqualTo("text/x-echo");
        Metadata answer = Objects.requireNonNull(headers.get());
        assertThat(answer.get(ascii("dapr-http-status"))).isEqualTo("200");
        assertThat(answer.getAll(ascii("x-answer"))).containsExactly("one", "two");
        assertThat(answer.get(ascii("dapr-content-type"))).isEqualTo("text/x-echo");
        assertThat(answer.containsKey(ascii("dapr-date"))).isTrue();
        assertThat(answer.containsKey(ascii("content-length"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "301, UNKNOWN, Moved Permanently",
        "400, INTERNAL, Bad Request",
        "401, UNAUTHENTICATED, Unauthorized",
        "403, PERMISSION_DENIED, Forbidden",
        "404, NOT_FOUND, Not Found",
        "408, CANCELLED, Request Timeout",
        "409, ALREADY_EXISTS, Conflict",
        "412, UNKNOWN, Precondition Failed",
        "414, UNKNOWN, Request URI Too Long",
        "418, UNKNOWN, I'm a teapot",
        "422, UNKNOWN, Unprocessable Entity",
        "429, RESOURCE_EXHAUSTED, Too Many Requests",
        "500, UNKNOWN, Internal Server Error",
        "501, UNIMPLEMENTED, Not Implemented",
        "502, UNKNOWN, Bad Gateway",
        "503, UNAVAILABLE, Service Unavailable",
        "504, DEADLINE_EXCEEDED, Gateway Timeout",
        "599, UNKNOWN, ''"
    })
    void an_error_of_http_becomes_one_of_grpc(int status, Code code, String text) {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        Failure failure = Failure.of(() -> dapr.withInterceptors(
                        MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                .invokeService(request("app", "status/" + status, HTTPExtension.Verb.POST)));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.text()).isEqualTo(text);
        String body = "POST /status/" + status + "?a=1&b=%20 text/plain null hello";
        assertThat(failure.details())
                .containsExactly("info dapr.io " + text + " {http.code=" + status + ", http.error_message="
                        + body.substring(0, Math.min(63, body.length())) + "}");
        assertThat(Objects.requireNonNull(headers.get()).get(ascii("dapr-http-status")))
                .isEqualTo(String.valueOf(status));
    }

    @Test
    void an_answer_without_a_body_is_one() {
        assertThat(dapr.invokeService(request("app", "status/204", HTTPExtension.Verb.POST))
                        .getData()
                        .getValue())
                .isEmpty();
    }

    @Test
    void an_application_that_nobody_knows_is_named() {
        Failure failure = Failure.of(() -> dapr.invokeService(request("nobody", "m", HTTPExtension.Verb.GET)));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text()).startsWith("failed to invoke, id: nobody, err: no ");
        assertThat(failure.details()).isEmpty();
    }

    @Test
    void an_app_id_that_is_none_is_refused() {
        Failure failure = Failure.of(() -> dapr.invokeService(request("a.b.c", "m", HTTPExtension.Verb.GET)));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text()).startsWith("failed to invoke, id: a.b.c, err: invalid app id a.b.c");
    }

    @ParameterizedTest
    @CsvSource({"a?b, POST", "a#b, POST", "echo, CONNECT"})
    void what_no_request_line_can_hold_is_refused(String method, HTTPExtension.Verb verb) {
        Failure failure = Failure.of(() -> dapr.invokeService(request("app", method, verb)));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text()).startsWith("failed to invoke, id: app, err: ");
    }
}
