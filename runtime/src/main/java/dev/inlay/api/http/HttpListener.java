package dev.inlay.api.http;

import dev.inlay.error.AddressUnavailableException;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** The sockets on which requests come in. Thread-safe; {@link #bind} and {@link #close} are to be called in turn. */
final class HttpListener {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApiServer.class);

    /** As much as Go reads beyond the limit of a header, so that what Dapr takes is taken here. */
    private static final int HEADER_SLACK = 4 << 10;

    private final HttpServer server;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<DisposableServer> bound = new CopyOnWriteArrayList<>();
    private final List<Path> sockets = new CopyOnWriteArrayList<>();

    /**
     * How connections are treated.
     *
     * @param readBufferSize the most that the header of a request may have, in bytes
     * @param maxBodySize the largest body of a request that asks for HTTP/2, in bytes: it is held until that is settled
     * @param http2 whether HTTP/2 without TLS is spoken, too
     * @param headerTimeout how long a header may take
     */
    record Settings(int readBufferSize, int maxBodySize, boolean http2, Duration headerTimeout) {}

    HttpListener(Settings settings, LoopResources loops, Scheduler timers, ApiHandler handler) {
        int maxHeader = settings.readBufferSize() + HEADER_SLACK;
        this.server = HttpServer.create()
                .runOn(loops)
                .protocol(
                        settings.http2()
                                ? new HttpProtocol[] {HttpProtocol.HTTP11, HttpProtocol.H2C}
                                : new HttpProtocol[] {HttpProtocol.HTTP11})
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(maxHeader)
                        .maxHeaderSize(maxHeader)
                        .h2cMaxContentLength(settings.maxBodySize()))
                .http2Settings(http2 -> http2.maxHeaderListSize(maxHeader))
                .doOnChannelInit((observer, channel, remote) -> prepare(channel, settings, timers))
                .handle(handler);
    }

    private void prepare(Channel channel, Settings settings, Scheduler timers) {
        connections.add(channel);
        HeaderDeadline.addTo(channel, settings.headerTimeout(), timers);
        if (settings.http2()) {
            channel.pipeline().addBefore(NettyPipeline.HttpTrafficHandler, null, new RefusedUpgrade());
            GrantedUpgrade.addTo(channel);
        }
    }

    /** Listens on a port, too; 0 for any free one. Fails with a message that names the address. */
    Mono<SocketAddress> bind(String host, int port) {
        return Mono.fromCallable(() -> host.isEmpty()
                        ? new InetSocketAddress(port)
                        : new InetSocketAddress(withoutBrackets(host), port))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(address -> bind(address, address.getHostString() + ":" + port));
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Listens on a Unix domain socket, too. What a killed process has left there is removed. */
    Mono<SocketAddress> bind(Path socket) {
        return Mono.fromCallable(() -> Files.deleteIfExists(socket))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(deleted -> bind(new DomainSocketAddress(socket.toFile()), socket.toString()))
                .doOnSuccess(address -> sockets.add(socket));
    }

    private Mono<SocketAddress> bind(SocketAddress address, String shown) {
        return server.bindAddress(() -> address)
                .bind()
                .map(opened -> {
                    bound.add(opened);
                    return opened.address();
                })
                .onErrorMap(error -> new AddressUnavailableException("the HTTP API", shown, error));
    }

    /** Where it listens. */
    List<SocketAddress> addresses() {
        return bound.stream().<SocketAddress>map(DisposableServer::address).toList();
    }

    /** Takes no new connections. Those that are open stay. */
    Mono<Void> unbind() {
        return Mono.defer(() -> {
            List<DisposableServer> servers = List.copyOf(bound);
            bound.clear();
            servers.forEach(DisposableServer::dispose);
            return Mono.when(servers.stream().map(DisposableServer::onDispose).toList());
        });
    }

    /** Closes the connections that are still open. */
    Mono<Void> close() {
        return Mono.<Void>create(done -> connections.close().addListener(closed -> done.success()))
                .then(Mono.<Void>fromRunnable(this::deleteSockets).subscribeOn(Schedulers.boundedElastic()));
    }

    private void deleteSockets() {
        for (Path socket : sockets) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                LOG.warn("the socket {} could not be deleted: {}", socket, e.getMessage());
            }
        }
        sockets.clear();
    }
}
