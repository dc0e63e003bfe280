package dev.inlay.app;

import dev.inlay.time.TimeSource;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpSslContextSpec;
import reactor.util.retry.Retry;

/** The port of an application, which may not be open yet. Waiting, and the lines about it, are Dapr's. */
final class AppPort {

    private static final Logger LOG = LoggerFactory.getLogger(AppChannels.class);

    private static final Duration ATTEMPT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int ATTEMPTS_PER_LINE = 100;

    private final AppOptions options;
    private final Mono<Void> knock;
    private final TimeSource time;

    AppPort(AppOptions options, TimeSource time) {
        this(options, connection(options), time);
    }

    /** @param knock completes if the port is open, fails if it is not */
    AppPort(AppOptions options, Mono<Void> knock, TimeSource time) {
        this.options = options;
        this.knock = knock;
        this.time = time;
    }

    /** Completes when the port is open, however long that takes. */
    Mono<Void> open() {
        return Mono.defer(() -> {
            int port = options.port();
            LOG.info(
                    "application protocol: {}. waiting on port {}.  This will block until the app is listening on that port.",
                    options.protocol().name().toLowerCase(Locale.ROOT),
                    port);
            AtomicInteger attempts = new AtomicInteger();
            return knock.timeout(ATTEMPT, time.scheduler())
                    .doOnError(error -> {
                        if (attempts.incrementAndGet() % ATTEMPTS_PER_LINE == 0) {
                            LOG.info("waiting for application to listen on port {}", port);
                        }
                    })
                    .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE).scheduler(time.scheduler()))
                    .doOnSuccess(done -> LOG.info("application discovered on port {}", port));
        });
    }

    private static Mono<Void> connection(AppOptions options) {
        TcpClient client = TcpClient.newConnection()
                .host(options.address())
                .port(options.port())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) ATTEMPT.toMillis());
        TcpClient ready =
                options.protocol().isSecure() ? client.secure(tls -> tls.sslContext(anyCertificate())) : client;
        return ready.connect().flatMap(connection -> {
            connection.dispose();
            return connection.onDispose();
        });
    }

    private static TcpSslContextSpec anyCertificate() {
        return TcpSslContextSpec.forClient()
                .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null));
    }
}
