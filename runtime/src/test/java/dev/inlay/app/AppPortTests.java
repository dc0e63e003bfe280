package dev.inlay.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;
import reactor.netty.tcp.TcpSslContextSpec;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The runtime waits for the port of its application. */
class AppPortTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static AppOptions options(int port, AppOptions.Protocol protocol) {
        return new AppOptions("127.0.0.1", port, protocol, 0, null, null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void itKnocksTenTimesASecondForAsLongAsItTakes() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        AtomicInteger attempts = new AtomicInteger();
        AtomicBoolean open = new AtomicBoolean();
        Mono<Void> knock = Mono.defer(() -> {
            attempts.incrementAndGet();
            return open.get() ? Mono.empty() : Mono.error(new IOException("refused"));
        });
        AtomicBoolean found = new AtomicBoolean();
        new AppPort(options(3000, AppOptions.Protocol.HTTP), knock, TimeSource.of(clock))
                .open()
                .subscribe(null, null, () -> found.set(true));
        clock.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(attempts).hasValue(601);
        assertThat(found).isFalse();
        open.set(true);
        clock.advanceTimeBy(Duration.ofMillis(100));
        assertThat(found).isTrue();
    }

    @Test
    void anAttemptThatHangsIsGivenUpAfterHalfASecond() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        AtomicInteger attempts = new AtomicInteger();
        new AppPort(
                        options(3000, AppOptions.Protocol.HTTP),
                        Mono.defer(() -> {
                            attempts.incrementAndGet();
                            return Mono.never();
                        }),
                        TimeSource.of(clock))
                .open()
                .subscribe();
        clock.advanceTimeBy(Duration.ofMillis(600));
        assertThat(attempts).hasValue(2);
    }

    @Test
    void anApplicationThatStartsLaterIsFound() throws IOException {
        int port = freePort();
        AppPort waiting = new AppPort(options(port, AppOptions.Protocol.H2C), TimeSource.system());
        AtomicInteger connections = new AtomicInteger();
        DisposableServer[] server = new DisposableServer[1];
        try {
            StepVerifier.create(waiting.open())
                    .then(() -> server[0] = TcpServer.create()
                            .host("127.0.0.1")
                            .port(port)
                            .doOnConnection(connection -> connections.incrementAndGet())
                            .bindNow())
                    .expectComplete()
                    .verify(LIMIT);
        } finally {
            if (server[0] != null) {
                server[0].disposeNow();
            }
        }
    }

    @Test
    void toAnApplicationWithTlsTheHandshakeIsMadeWhateverItsCertificate(@TempDir Path folder) throws Exception {
        TcpSslContextSpec ssl = TcpSslContextSpec.forServer(SelfSigned.create(folder));
        DisposableServer server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(ssl))
                .bindNow();
        try {
            StepVerifier.create(
                            new AppPort(options(server.port(), AppOptions.Protocol.GRPCS), TimeSource.system()).open())
                    .expectComplete()
                    .verify(LIMIT);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void aPortThatDoesNotSpeakTlsIsNotTheApplicationsYet() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Sinks.Many<Boolean> connections = Sinks.many().unicast().onBackpressureBuffer();
        DisposableServer server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnConnection(connection -> connections.tryEmitNext(true))
                .handle((in, out) -> in.receive().take(1).then())
                .bindNow();
        AtomicBoolean found = new AtomicBoolean();
        Disposable waiting = new AppPort(options(server.port(), AppOptions.Protocol.HTTPS), TimeSource.of(clock))
                .open()
                .subscribe(null, null, () -> found.set(true));
        try {
            StepVerifier.create(connections.asFlux().take(3))
                    .expectNextCount(1)
                    .then(() -> clock.advanceTimeBy(Duration.ofSeconds(1)))
                    .expectNextCount(1)
                    .then(() -> clock.advanceTimeBy(Duration.ofSeconds(1)))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(LIMIT);
            assertThat(found).isFalse();
        } finally {
            waiting.dispose();
            server.disposeNow();
        }
    }
}
