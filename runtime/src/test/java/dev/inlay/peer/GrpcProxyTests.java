package dev.inlay.peer;

import static dev.inlay.peer.ProxyClient.ascii;
import static dev.inlay.peer.ProxyClient.next;
import static dev.inlay.peer.ProxyClient.start;
import static dev.inlay.peer.ProxyClient.text;
import static dev.inlay.peer.ProxyClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of services that the runtime does not know go to the application they name, whatever kind they are of. */
class GrpcProxyTests {

    private static final String METHOD = "shop.Orders/Place";
    private static final String REFLECTION = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private static final Metadata.Key<byte[]> BINARY = Metadata.Key.of("x-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static TwoRuntimes runtimes;

    /** From where a call reaches the application. */
    enum From {
        ITS_OWN_RUNTIME,
        ANOTHER_RUNTIME;

        Channel channel() {
            return this == ITS_OWN_RUNTIME ? runtimes.calleeItself() : runtimes.throughCaller();
        }
    }

    @BeforeAll
    static void open() {
        runtimes = new TwoRuntimes();
    }

    @AfterAll
    static void close() {
        runtimes.close();
    }

    @ParameterizedTest
    @EnumSource
    void bytes_method_and_metadata_pass_in_both_directions(From from) throws Exception {
        Metadata headers = to("callee");
        headers.put(ascii("x-twice"), "1");
        headers.put(ascii("x-twice"), "2");
        headers.put(BINARY, new byte[] {1, -1});
        ProxyClient client = start(from.channel(), METHOD, headers).unary("an order");

        ScriptedApp.Call call = next(runtimes.app.calls);
        assertThat(call.method()).isEqualTo(METHOD);
        assertThat(call.headers.getAll(ascii("x-twice"))).containsExactly("1", "2");
        assertThat(call.headers.get(BINARY)).containsExactly(1, -1);
        call.call.request(1);
        assertThat(text(call.messages)).isEqualTo("an order");
        assertThat(next(call.events)).isIn("ready", "half-closed");
        Metadata answerHeaders = new Metadata();
        answerHeaders.put(ascii("x-answer"), "h");
        call.call.sendHeaders(answerHeaders);
        call.answer("placed");
        Metadata trailers = new Metadata();
        trailers.put(ascii("x-trailer"), "t");
        call.call.close(Status.OK, trailers);

        assertThat(client.answer()).isEqualTo("placed");
        assertThat(client.status().getCode()).isEqualTo(Status.Code.OK);
        assertThat(client.headers.get().get(ascii("x-answer"))).isEqualTo("h");
        assertThat(client.end().trailers().get(ascii("x-trailer"))).isEqualTo("t");
    }

    @ParameterizedTest
    @EnumSource
    void the_application_sees_its_own_token_and_never_the_callers(From from) throws Exception {
        Metadata headers = to("callee");
        headers.put(ascii("dapr-api-token"), "the caller's");
        runtimes.app.next(ScriptedApp.bytes("placed"));
        assertThat(start(from.channel(), METHOD, headers).unary("an order").answer())
                .isEqualTo("placed");
        Metadata seen = next(runtimes.app.calls).headers;
        assertThat(seen.getAll(ascii("dapr-api-token"))).containsExactly("app-token");
        assertThat(seen.containsKey(ascii("dapr-app-id"))).isFalse();
    }

    @Test
    void another_runtime_says_who_calls_whom() throws Exception {
        Metadata headers = to("nobody");
        headers.put(ascii("dapr-callee-app-id"), "callee");
        headers.put(ascii("dapr-caller-app-id"), "someone else");
        runtimes.app.next(ScriptedApp.bytes("placed"));
        assertThat(start(runtimes.throughCaller(), METHOD, headers)
                        .unary("an order")
                        .answer())
                .isEqualTo("placed");
        Metadata seen = next(runtimes.app.calls).headers;
        assertThat(seen.getAll(ascii("dapr-caller-app-id"))).containsExactly("caller");
        assertThat(seen.getAll(ascii("dapr-callee-app-id"))).containsExactly("callee");
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_passes_with_its_text_and_details(From from) throws Exception {
        Metadata.Key<byte[]> details = Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
        runtimes.app.next(call -> {
            Metadata trailers = new Metadata();
            trailers.put(details, new byte[] {8, 9});
            call.call.close(Status.FAILED_PRECONDITION.withDescription("sold out"), trailers);
        });
        ProxyClient.End end =
                start(from.channel(), METHOD, to("callee")).unary("an order").end();
        assertThat(end.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(end.status().getDescription()).isEqualTo("sold out");
        assertThat(end.trailers().get(details)).containsExactly(8, 9);
        next(runtimes.app.calls);
    }

    @ParameterizedTest
    @EnumSource
    void both_sides_of_a_stream_can_speak_in_turn(From from) throws Exception {
        ProxyClient client = start(from.channel(), METHOD, to("callee"));
        client.call.request(10);
        ScriptedApp.Call call = next(runtimes.app.calls);
        call.call.request(10);
        call.call.sendHeaders(new Metadata());
        assertThat(client.headers.get(20, TimeUnit.SECONDS)).isNotNull();
        for (int round = 0; round < 3; round++) {
            client.send("ping " + round);
            assertThat(text(call.messages)).isEqualTo("ping " + round);
            call.answer("pong " + round);
            assertThat(client.answer()).isEqualTo("pong " + round);
        }
        client.call.halfClose();
        call.answer("last");
        call.call.close(Status.OK, new Metadata());
        assertThat(client.answer()).isEqualTo("last");
        assertThat(client.status().isOk()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void the_application_may_speak_first(From from) throws Exception {
        ProxyClient client = start(from.channel(), METHOD, to("callee"));
        client.call.request(1);
        ScriptedApp.Call call = next(runtimes.app.calls);
        call.call.sendHeaders(new Metadata());
        call.answer("welcome");
        assertThat(client.answer()).isEqualTo("welcome");
        call.call.close(Status.OK, new Metadata());
        assertThat(client.status().isOk()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_cancelled_call_is_cancelled_at_the_application(From from) throws Exception {
        ProxyClient client = start(from.channel(), METHOD, to("callee"));
        client.send("an order");
        ScriptedApp.Call call = next(runtimes.app.calls);
        client.call.cancel("changed my mind", null);
        String event = next(call.events);
        while (event.equals("ready")) {
            event = next(call.events);
        }
        assertThat(event).isEqualTo("cancelled");
        assertThat(client.status().getCode()).isEqualTo(Status.Code.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_that_the_application_breaks_off_ends_with_its_status(From from) throws Exception {
        ProxyClient client = start(from.channel(), METHOD, to("callee"));
        client.call.request(10);
        ScriptedApp.Call call = next(runtimes.app.calls);
        call.call.sendHeaders(new Metadata());
        call.answer("one");
        call.call.close(Status.DATA_LOSS.withDescription("torn"), new Metadata());
        assertThat(client.answer()).isEqualTo("one");
        assertThat(client.status().getCode()).isEqualTo(Status.Code.DATA_LOSS);
        assertThat(client.status().getDescription()).isEqualTo("torn");
    }

    @ParameterizedTest
    @EnumSource
    void the_deadline_travels_and_holds(From from) throws Exception {
        ProxyClient client = start(
                        from.channel(),
                        METHOD,
                        to("callee"),
                        CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS))
                .unary("an order");
        ScriptedApp.Call call = next(runtimes.app.calls);
        assertThat(call.deadline).isNotNull();
        assertThat(call.deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(300);
        assertThat(client.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(Stream.of(next(call.events), next(call.events))).contains("cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'app id is empty'",
        "a.b.c, 'failed to invoke, id: a.b.c, err: invalid app id a.b.c (expected: id or id.namespace)'"
    })
    void an_app_id_that_is_none_is_refused(String appId, String text) throws Exception {
        Status status =
                start(runtimes.throughCaller(), METHOD, to(appId)).unary("x").status();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(status.getDescription()).isEqualTo(text);
    }

    @Test
    void a_call_that_names_no_application_is_refused() throws Exception {
        Status status = start(runtimes.throughCaller(), METHOD, new Metadata())
                .unary("x")
                .status();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(status.getDescription())
                .isEqualTo("cannot proxy request: missing dapr-callee-app-id or dapr-app-id metadata");
    }

    @Test
    void an_application_that_nobody_knows_is_named_in_the_refusal() throws Exception {
        Status status =
                start(runtimes.throughCaller(), METHOD, to("ghost")).unary("x").status();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(status.getDescription()).contains("no instance of ghost found by a map");
    }

    @Test
    void without_a_grpc_channel_the_application_is_unavailable() throws Exception {
        Status status =
                start(runtimes.throughCaller(), METHOD, to("caller")).unary("x").status();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).startsWith("there is no gRPC channel to application caller");
    }

    @Test
    void a_message_beyond_the_limit_is_refused_and_the_connection_lives_on() throws Exception {
        Status status = start(runtimes.throughCaller(), METHOD, to("callee"))
                .unary("x".repeat(6 << 20))
                .status();
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        runtimes.app.calls.clear();
        runtimes.app.next(ScriptedApp.bytes("placed"));
        assertThat(start(runtimes.throughCaller(), METHOD, to("callee"))
                        .unary("an order")
                        .answer())
                .isEqualTo("placed");
        next(runtimes.app.calls);
    }

    @Test
    void reflection_without_an_app_id_tells_of_the_server_itself() throws Exception {
        ProxyClient client = start(runtimes.throughCaller(), REFLECTION, new Metadata());
        client.call.request(1);
        // list_services = ""
        client.call.sendMessage(new byte[] {0x3a, 0});
        assertThat(client.answer()).contains("dapr.proto.internals.v1.ServiceInvocation");
        client.call.halfClose();
        assertThat(client.status().isOk()).isTrue();
    }

    @Test
    void reflection_with_an_app_id_is_the_applications() throws Exception {
        runtimes.app.next(ScriptedApp.bytes("the application's services"));
        assertThat(start(runtimes.throughCaller(), REFLECTION, to("callee"))
                        .unary("?")
                        .answer())
                .isEqualTo("the application's services");
        next(runtimes.app.calls);
    }
}
