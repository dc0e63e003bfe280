package dev.inlay.invoke;

import static dev.inlay.invoke.InvokeFixture.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.peer.PeerAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** What a caller is told when a call comes to nothing. The texts and statuses are those that daprd gives. */
class InvocationFailureTests {

    private static final AppChannel ECHO = request -> Mono.just(new InvokeResponse(
            200,
            MessageHeaders.empty(),
            MessageBody.of((request.verb() + " " + request.pathAndQuery()).getBytes(StandardCharsets.UTF_8))));

    private final InvokeFixture fixture = new InvokeFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a%23b   | invalid method: method contains forbidden character: "a#b"
            a%00b   | invalid method: method contains forbidden character: "a\\x00b"
            a%0Ab   | invalid method: method contains control character at position 1: "a\\nb"
            """)
    void aPathThatIsNoneIsRefusedWhereverTheCallWouldHaveGone(String method, String problem) {
        fixture.own = ECHO;
        fixture.serve("callee", AccessControl.none(), ECHO);

        for (String appId : new String[] {"self", "callee"}) {
            InlayException failure = failure(appId, "GET", method);
            assertThat(failure)
                    .hasMessage("failed to invoke, id: " + appId + ", err: rpc error: code = InvalidArgument desc = "
                            + problem);
            assertThat(failure.httpStatus()).isEqualTo(500);
        }
    }

    @Test
    void theVerbConnectIsRefusedAndAnUnknownOneIsPost() {
        fixture.own = ECHO;
        fixture.serve("callee", AccessControl.none(), ECHO);

        assertThat(failure("self", "connect", "x"))
                .hasMessage("failed to invoke, id: self, err: rpc error: code = InvalidArgument desc = invalid HTTP"
                        + " verb");
        assertThat(text("self", "frob", "x")).isEqualTo("POST /x");
        assertThat(text("callee", "frob", "x")).isEqualTo("POST /x");
    }

    @Test
    void aDenialIsForbidden() {
        fixture.serve("callee", (caller, operation, verb) -> false, ECHO);

        InlayException failure = failure("callee", "GET", "orders/42");

        assertThat(failure)
                .hasMessage(
                        "failed to invoke, id: callee, err: rpc error: code = PermissionDenied desc = access control"
                                + " policy has denied access to id:  operation: orders/42 verb: GET");
        assertThat(failure.httpStatus()).isEqualTo(403);
    }

    @Test
    void anApplicationThatIsNotThereIsToldFromOneThatFails() {
        fixture.serve("absent", AccessControl.none(), null);
        fixture.serve("failing", AccessControl.none(), request -> Mono.error(new IllegalStateException("boom")));

        assertThat(failure("absent", "GET", "x"))
                .hasMessage("failed to invoke, id: absent, err: rpc error: code = Internal desc = app channel is not"
                        + " initialized");
        assertThat(failure("failing", "GET", "x"))
                .hasMessage("failed to invoke, id: failing, err: rpc error: code = Internal desc = error invoking app"
                        + " channel: boom");
        assertThat(failure("self", "GET", "x"))
                .hasMessage("failed to invoke, id: self, err: cannot invoke local endpoint: app channel not"
                        + " initialized");
        fixture.own = request -> Mono.error(new IllegalStateException("boom"));
        assertThat(failure("self", "GET", "x")).hasMessage("failed to invoke, id: self, err: boom");
    }

    @Test
    void anInstanceThatCannotBeReachedIsNamedWithItsAddress() throws Exception {
        try (ServerSocket closedSoon = new ServerSocket(0)) {
            fixture.addresses.put("gone", new PeerAddress("127.0.0.1", closedSoon.getLocalPort()));
        }
        PeerAddress address = Objects.requireNonNull(fixture.addresses.get("gone"));
        fixture.usePolicies("""
                policies:
                  timeouts: {long: 10s}
                targets:
                  apps:
                    gone: {timeout: long}
                """);

        assertThat(failure("gone", "GET", "x"))
                .hasMessageStartingWith("failed to invoke, id: gone, err: rpc error: code = Unavailable desc ="
                        + " connection error: " + address)
                .hasMessageContaining("Connection refused")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aTargetThatIsNoAppIdIsRefused() {
        assertThat(failure("a.b.c", "GET", "x"))
                .hasMessageStartingWith("failed to invoke, id: a.b.c, err: invalid app id a.b.c");
        assertThat(failure("", "GET", "x"))
                .hasMessage("failed getting app id either from the URL path or the header dapr-app-id")
                .satisfies(error ->
                        assertThat(((InlayException) error).httpStatus()).isEqualTo(404));
    }

    @Test
    void theIdInATextIsTheOneThatTheCallerUsed() {
        fixture.serve("callee", (caller, operation, verb) -> false, ECHO);

        assertThat(failure("callee.other", "GET", "x")).hasMessageStartingWith("failed to invoke, id: callee.other,");
    }

    private InlayException failure(String appId, String verb, String method) {
        InlayException failure = catchThrowableOfType(InlayException.class, () -> exchange(appId, verb, method));
        assertThat(failure).isNotNull();
        return failure;
    }

    private String text(String appId, String verb, String method) {
        byte[] body = exchange(appId, verb, method).body().toBytes(1 << 10).block(LIMIT);
        return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
    }

    private InvokeResponse exchange(String appId, String verb, String method) {
        InvokeRequest request = new InvokeRequest(appId, verb, method).withHeader("accept", "*/*");
        return Objects.requireNonNull(fixture.client().exchange(request).block(LIMIT));
    }
}
