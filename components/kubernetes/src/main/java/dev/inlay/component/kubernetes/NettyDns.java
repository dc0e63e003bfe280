package dev.inlay.component.kubernetes;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopDnsCache;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Looks host names up by Netty's resolver, on one event loop of its own: the JDK's blocks, and keeps answers and failures
 * longer than pods live. Nothing is kept here.
 */
final class NettyDns implements Dns {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final LoopResources loops = LoopResources.create("inlay-dns", 1, true);
    private final DnsNameResolver resolver;

    /** Reads how this machine asks for names, from files. */
    NettyDns() {
        EventLoop loop = loops.onClient(LoopResources.DEFAULT_NATIVE).next();
        this.resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(loops.onChannelClass(DatagramChannel.class, loop))
                .socketChannelType(loops.onChannelClass(SocketChannel.class, loop))
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
                .resolveCache(NoopDnsCache.INSTANCE)
                .queryTimeoutMillis(LIMIT.toMillis())
                .build();
    }

    @Override
    public Mono<List<String>> addresses(String host) {
        return Mono.<List<InetAddress>>create(sink -> resolver.resolveAll(host).addListener(done -> {
                    if (done.isSuccess()) {
                        @SuppressWarnings("unchecked") // resolveAll says so
                        List<InetAddress> found = (List<InetAddress>) done.getNow();
                        sink.success(found);
                    } else {
                        sink.error(done.cause());
                    }
                }))
                .map(found -> found.stream().map(InetAddress::getHostAddress).toList())
                .onErrorResume(
                        error -> error instanceof UnknownHostException && !isTimeout(error.getCause()),
                        noSuchHost -> Mono.just(List.of()));
    }

    private static boolean isTimeout(@Nullable Throwable cause) {
        for (Throwable error = cause; error != null; error = error.getCause()) {
            if (error instanceof DnsNameResolverTimeoutException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Mono<Void> close() {
        // Netty's resolver objects to be closed before its socket was ever opened.
        return Mono.fromRunnable(resolver::close)
                .onErrorComplete(IllegalStateException.class)
                .then(loops.disposeLater(Duration.ZERO, LIMIT));
    }
}
