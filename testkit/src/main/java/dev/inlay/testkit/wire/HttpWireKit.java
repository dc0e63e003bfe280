package dev.inlay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.inlay.testkit.wire.WireFile.Message;
import dev.inlay.testkit.wire.WireFile.WireExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * The test of a runtime's HTTP API: plays every case and compares what comes. Extend it and say how to start the
 * runtime; each file of cases gets a fresh one.
 */
public abstract class HttpWireKit {

    private static final List<String> FILES = List.of(
            "state.wire",
            "transactions.wire",
            "invoke.wire",
            "secrets.wire",
            "runtime.wire",
            "unconfigured.wire",
            "token-and-origins.wire",
            "limits.wire",
            "denied.wire",
            "allowed.wire");

    private @Nullable WireTarget open;
    private @Nullable WireFile opened;

    /** Starts a runtime; blocks until it is ready. */
    protected abstract WireTarget start(WireSetup setup) throws IOException;

    /** Whether it is daprd, of which some replies are expected to differ. */
    protected boolean isDaprd() {
        return false;
    }

    @TestFactory
    final Stream<DynamicContainer> every_request_gets_the_reply_it_must_get() {
        return FILES.stream()
                .map(WireFile::read)
                .map(file -> dynamicContainer(
                        file.name(),
                        file.cases().stream()
                                .map(each -> dynamicTest(each.title(), () -> play(file, each.exchanges())))));
    }

    @AfterEach
    final void stop() {
        WireTarget running = open;
        open = null;
        opened = null;
        if (running != null) {
            running.close();
        }
    }

    private void play(WireFile file, List<WireExchange> exchanges) throws IOException {
        WireTarget target = open;
        if (target == null || opened != file) {
            stop();
            target = start(file.setup());
            open = target;
            opened = file;
        }
        Variables variables = new Variables(target.variables());
        for (WireExchange exchange : exchanges) {
            WireReply reply = send(target, exchange.request(), variables);
            check(file.name() + ":" + exchange.line(), exchange.expectedOf(isDaprd()), reply, variables);
        }
    }

    private static WireReply send(WireTarget target, Message request, Variables variables) throws IOException {
        List<String> fields = new ArrayList<>();
        InetSocketAddress address = target.api();
        for (String field : request.fields()) {
            if (field.equals(":port: public")) {
                address = target.publicPort();
            } else {
                fields.add(variables.fill(field));
            }
        }
        String body = request.body() == null ? "" : variables.fill(request.body());
        return new WireClient(address)
                .send(variables.fill(request.start()), fields, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void check(String place, Message expected, WireReply reply, Variables variables) {
        assertThat(reply.status())
                .as("status of %s, which came with %s and %s", place, reply.fields(), reply.body())
                .isEqualTo(Integer.parseInt(expected.start()));
        for (String field : expected.fields()) {
            if (field.startsWith("!")) {
                assertThat(reply.all(field.substring(1)))
                        .as("%s of %s", field, place)
                        .isEmpty();
            } else {
                int colon = field.indexOf(':');
                String value = field.substring(colon + 1).strip();
                assertThat(reply.all(field.substring(0, colon)))
                        .as("%s of %s", field, place)
                        .anyMatch(each -> variables.matches(value, each));
            }
        }
        String body = expected.body() == null ? "" : variables.fillKnown(expected.body());
        boolean json = JsonMatch.isJson(body) && JsonMatch.isJson(reply.body());
        boolean same = json
                ? new JsonMatch(variables).matches(body, reply.body())
                : variables.matches(body.strip(), reply.body().strip());
        assertThat(same)
                .as("%s%nexpected body: %s%nactual body:   %s", place, body, reply.body())
                .isTrue();
    }
}
