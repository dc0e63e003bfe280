package dev.inlay.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.message.InvokeResponse;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class TimeoutsAndStopTests {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final HeadFixture head = new HeadFixture();
    private final AtomicBoolean called = new AtomicBoolean();
    private final Sinks.One<InvokeResponse> answer = Sinks.one();

    @AfterEach
    void stop() {
        head.close();
    }

    private HttpApiServer start() {
        head.application = request -> answer.asMono().doOnSubscribe(any -> called.set(true));
        return head.start(HeadFixture.options(), builder -> builder.time(TimeSource.of(time)));
    }

    private Socket calling() throws IOException {
        Socket socket = head.connect();
        HeadFixture.write(socket, "GET /v1.0/invoke/x/method/slow HTTP/1.1\r\nHost: x\r\n\r\n");
        await().atMost(HeadFixture.LIMIT).untilTrue(called);
        return socket;
    }

    @Test
    void stopping_waits_for_calls_under_way_and_takes_no_new_ones() throws Exception {
        HttpApiServer server = start();
        InetSocketAddress address = head.address();
        try (Socket socket = calling()) {
            CompletableFuture<Void> stopped = server.stop(GRACE).toFuture();
            await().atMost(HeadFixture.LIMIT).until(() -> isRefused(address));
            assertThat(stopped).isNotDone();
            answer.tryEmitValue(HeadFixture.text("late")).orThrow();
            assertThat(HeadFixture.readUntil(socket, "late")).containsIgnoringCase("connection: close");
            stopped.get();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void stopping_cuts_what_takes_longer_than_the_grace_period() throws Exception {
        HttpApiServer server = start();
        try (Socket socket = calling()) {
            CompletableFuture<Void> stopped = server.stop(GRACE).toFuture();
            await().atMost(HeadFixture.LIMIT).until(() -> {
                time.advanceTimeBy(GRACE);
                return stopped.isDone();
            });
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void stopping_an_idle_head_closes_its_connections_at_once() throws Exception {
        HttpApiServer server = start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(socket, "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            HeadFixture.readUntil(socket, "\r\n\r\n");
            server.stop(GRACE).block(HeadFixture.LIMIT);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            server.stop(GRACE).block(HeadFixture.LIMIT);
        }
    }

    private static boolean isRefused(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    @Test
    void a_header_that_does_not_come_to_its_end_is_not_awaited_for_ever() throws IOException {
        start();
        try (Socket nothing = head.connect();
                Socket half = head.connect()) {
            HeadFixture.write(half, "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            awaitClosing(nothing);
            awaitClosing(half);
        }
    }

    @Test
    void a_second_header_that_does_not_come_to_its_end_is_not_awaited_either() throws IOException {
        start();
        try (Socket socket = head.connect()) {
            HeadFixture.write(socket, "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            HeadFixture.readUntil(socket, "\r\n\r\n");
            HeadFixture.write(socket, "GET /v1.0/hea");
            awaitClosing(socket);
        }
    }

    @Test
    void a_connection_that_was_used_may_idle_and_a_call_may_take_its_time() throws IOException {
        start();
        try (Socket socket = calling()) {
            time.advanceTimeBy(Duration.ofHours(1));
            answer.tryEmitValue(HeadFixture.text("late")).orThrow();
            HeadFixture.readUntil(socket, "late");
            time.advanceTimeBy(Duration.ofHours(1));
            HeadFixture.write(socket, "GET /v1.0/healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            HeadFixture.readUntil(socket, "204");
        }
    }

    /** The server may not have seen the connection yet when time moves, so it moves until it has. */
    private void awaitClosing(Socket socket) {
        CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().read();
            } catch (IOException e) {
                return Assertions.fail("not closed", e);
            }
        });
        await().atMost(HeadFixture.LIMIT).until(() -> {
            time.advanceTimeBy(Duration.ofSeconds(11));
            return end.isDone();
        });
        assertThat(end.join()).isEqualTo(-1);
    }
}
