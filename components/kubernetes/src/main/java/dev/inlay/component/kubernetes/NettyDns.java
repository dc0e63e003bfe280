package dev.inlay.component.kubernetes;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
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
        this(DnsServerAddressStreamProviders.platformDefault());
    }

    /** @param servers who is asked for which name */
    NettyDns(DnsServerAddressStreamProvider servers) {
        // Channels must be of the group's kind, which a single loop does not tell.
        EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        this.resolver = new DnsNameResolverBuilder(group.next())
                .datagramChannelType(loops.onChannelClass(DatagramChannel.class, group))
                .socketChannelType(loops.onChannelClass(SocketChannel.class, group))
                .nameServerProvider(servers)
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
                        error -> error instanceof UnknownHostException && saysThatThereIsNone(error.getCause()),
                        noSuchHost -> Mono.just(List.of()));
    }

    /** Whether a server has said that there is no such host; else nobody could be asked, or who was asked does not know. */
    private static boolean saysThatThereIsNone(@Nullable Throwable cause) {
        return cause == null
                || cause instanceof DnsErrorCauseException answer && DnsResponseCode.NXDOMAIN.equals(answer.getCode());
    }

    @Override
    public Mono<Void> close() {
        // Netty's resolver objects to be closed before its socket was ever opened.
        return Mono.fromRunnable(resolver::close)
                .onErrorComplete(IllegalStateException.class)
                .then(loops.disposeLater(Duration.ZERO, LIMIT));
    }
}
