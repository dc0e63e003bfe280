package dev.inlay.peer;

import static dev.inlay.peer.ProxyClient.ascii;
import static dev.inlay.peer.ProxyClient.next;
import static dev.inlay.peer.ProxyClient.start;
import static dev.inlay.peer.ProxyClient.text;
import static dev.inlay.peer.ProxyClient.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.time.TimeSource;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Policies and reconnections repeat what may be repeated, and never touch a stream. */
class ProxyPolicyTests {

    private static final String METHOD = "shop.Orders/Place";
    private static final Status SOLD_OUT = Status.RESOURCE_EXHAUSTED.withDescription("sold out");
    private static final String MANIFEST = """
            policies:
              timeouts:
                short: 5s
              retries:
                twice: {policy: constant, duration: 1s, maxRetries: 2}
              circuitBreakers:
                quick: {maxRequests: 1, timeout: 30s, trip: consecutiveFailures >= 2}
            targets:
              apps:
                callee: %s
            """;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    private TwoRuntimes runtimes(String target) {
        TimeSource time = TimeSource.of(clock);
        return new TwoRuntimes(time, TwoRuntimes.policies(MANIFEST.formatted(target), time));
    }

    /** Moves time on until something has come of it. */
    private void passTimeUntil(java.util.concurrent.Callable<Boolean> done) {
        await().atMost(TwoRuntimes.LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
            clock.advanceTimeBy(Duration.ofMillis(500));
            return done.call();
        });
    }

    @Test
    void a_unary_call_is_made_again_with_the_same_bytes() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{retry: twice}")) {
            runtimes.app.next(ScriptedApp.status(SOLD_OUT), ScriptedApp.status(SOLD_OUT), ScriptedApp.bytes("placed"));
            ProxyClient client =
                    start(runtimes.throughCaller(), METHOD, to("callee")).unary("an order");
            await().atMost(TwoRuntimes.LIMIT).until(() -> runtimes.app.answered.get() > 0);
            passTimeUntil(client.end::isDone);
            assertThat(client.answer()).isEqualTo("placed");
            assertThat(runtimes.app.calls).hasSize(3);
        }
    }

    @Test
    void when_every_attempt_is_refused_the_caller_gets_the_last_refusal() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{retry: twice}")) {
            ScriptedApp.Script refusal = ScriptedApp.status(SOLD_OUT);
            runtimes.app.next(refusal, refusal, refusal);
            ProxyClient client =
                    start(runtimes.throughCaller(), METHOD, to("callee")).unary("an order");
            await().atMost(TwoRuntimes.LIMIT).until(() -> runtimes.app.answered.get() > 0);
            passTimeUntil(client.end::isDone);
            assertThat(client.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(client.status().getDescription()).isEqualTo("sold out");
            assertThat(runtimes.app.calls).hasSize(3);
        }
    }

    @Test
    void a_unary_call_that_takes_too_long_ends_and_is_cancelled_at_the_application() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{timeout: short}")) {
            ProxyClient client =
                    start(runtimes.throughCaller(), METHOD, to("callee")).unary("an order");
            ScriptedApp.Call call = next(runtimes.app.calls);
            call.call.request(1);
            assertThat(text(call.messages)).isEqualTo("an order");
            await().atMost(TwoRuntimes.LIMIT).until(() -> call.events.contains("half-closed"));
            passTimeUntil(client.end::isDone);
            assertThat(client.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            await().atMost(TwoRuntimes.LIMIT).until(() -> call.events.contains("cancelled"));
        }
    }

    @Test
    void an_open_circuit_lets_no_call_through() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{circuitBreaker: quick}")) {
            runtimes.app.next(ScriptedApp.status(SOLD_OUT), ScriptedApp.status(SOLD_OUT));
            for (int i = 0; i < 2; i++) {
                assertThat(start(runtimes.throughCaller(), METHOD, to("callee"))
                                .unary("an order")
                                .status()
                                .getCode())
                        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            }
            Status status = start(runtimes.throughCaller(), METHOD, to("callee"))
                    .unary("an order")
                    .status();
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).startsWith("circuit breaker is open");
            assertThat(runtimes.app.calls).hasSize(2);
        }
    }

    @Test
    void what_the_caller_calls_a_stream_is_neither_repeated_nor_limited_in_time() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{retry: twice, timeout: short}")) {
            Metadata headers = to("callee");
            headers.put(ascii("dapr-stream"), "true");
            ProxyClient client =
                    start(runtimes.throughCaller(), METHOD, headers).unary("subscribe");
            ScriptedApp.Call call = next(runtimes.app.calls);
            call.call.request(1);
            assertThat(text(call.messages)).isEqualTo("subscribe");
            clock.advanceTimeBy(Duration.ofMinutes(10));
            call.call.sendHeaders(new Metadata());
            call.answer("an event, after a long time");
            assertThat(client.answer()).isEqualTo("an event, after a long time");
            call.call.close(SOLD_OUT, new Metadata());
            assertThat(client.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(runtimes.app.calls).isEmpty();
        }
    }

    @Test
    void a_caller_who_keeps_its_side_open_makes_a_stream() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{retry: twice, timeout: short}")) {
            ProxyClient client = start(runtimes.throughCaller(), METHOD, to("callee"));
            client.call.request(1);
            client.send("subscribe");
            ScriptedApp.Call call = next(runtimes.app.calls);
            call.call.request(1);
            assertThat(text(call.messages)).isEqualTo("subscribe");
            clock.advanceTimeBy(Duration.ofMinutes(10));
            call.call.sendHeaders(new Metadata());
            call.answer("an event, after a long time");
            assertThat(client.answer()).isEqualTo("an event, after a long time");
        }
    }

    @Test
    void a_second_message_makes_a_stream() throws Exception {
        try (TwoRuntimes runtimes = runtimes("{retry: twice, timeout: short}")) {
            ProxyClient client = start(runtimes.throughCaller(), METHOD, to("callee"));
            client.call.request(1);
            client.send("one");
            client.send("two");
            client.call.halfClose();
            ScriptedApp.Call call = next(runtimes.app.calls);
            call.call.request(2);
            assertThat(text(call.messages)).isEqualTo("one");
            assertThat(text(call.messages)).isEqualTo("two");
            call.call.close(SOLD_OUT, new Metadata());
            assertThat(client.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(runtimes.app.calls).isEmpty();
        }
    }

    @Test
    void an_instance_that_is_gone_goes_unnoticed_while_another_answers() throws Exception {
        try (TwoRuntimes runtimes = new TwoRuntimes()) {
            GoneFirst addresses = new GoneFirst(runtimes.calleeAddress);
            runtimes.resolveBy("callee", addresses);
            runtimes.app.next(ScriptedApp.bytes("placed"));
            assertThat(start(runtimes.throughCaller(), METHOD, to("callee"))
                            .unary("an order")
                            .answer())
                    .isEqualTo("placed");
            assertThat(addresses.asked).isEqualTo(2);
        }
    }

    @Test
    void a_refused_connection_is_tried_once_more_and_no_oftener() throws Exception {
        try (TwoRuntimes runtimes = new TwoRuntimes()) {
            ScriptedApp.Script unavailable = ScriptedApp.status(Status.UNAVAILABLE.withDescription("going down"));
            runtimes.app.next(unavailable, unavailable, ScriptedApp.bytes("never asked"));
            Status status = start(runtimes.calleeItself(), METHOD, to("callee"))
                    .unary("an order")
                    .status();
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).isEqualTo("going down");
            assertThat(runtimes.app.calls).hasSize(2);
        }
    }

    @Test
    void a_stream_whose_first_connection_is_refused_begins_on_the_second() throws Exception {
        try (TwoRuntimes runtimes = new TwoRuntimes()) {
            runtimes.resolveBy("callee", new GoneFirst(runtimes.calleeAddress));
            ProxyClient client = start(runtimes.throughCaller(), METHOD, to("callee"));
            client.call.request(5);
            client.send("one");
            client.send("two");
            ScriptedApp.Call call = next(runtimes.app.calls);
            call.call.request(5);
            assertThat(text(call.messages)).isEqualTo("one");
            assertThat(text(call.messages)).isEqualTo("two");
            call.call.sendHeaders(new Metadata());
            call.answer("both");
            assertThat(client.answer()).isEqualTo("both");
        }
    }

    /** Knows an instance that is gone, until it is asked again. */
    private static final class GoneFirst implements java.util.function.Supplier<List<PeerAddress>> {
        private final PeerAddress there;
        private int asked;

        GoneFirst(PeerAddress there) {
            this.there = there;
        }

        @Override
        public synchronized List<PeerAddress> get() {
            return ++asked == 1 ? List.of(new PeerAddress("127.0.0.1", 1)) : List.of(there);
        }
    }
}
