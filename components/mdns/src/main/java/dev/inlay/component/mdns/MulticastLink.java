package dev.inlay.component.mdns;

import dev.inlay.component.mdns.LocalNetworks.Place;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A socket that hears and speaks multicast on one interface. It shares the port with all other programs of the machine
 * that do the same: the system hands what comes in to each of them.
 */
final class MulticastLink implements Wire.Link {

    private static final Logger LOG = LoggerFactory.getLogger(MulticastLink.class);

    /** The largest packet that multicast DNS knows (RFC 6762, 17). Of a larger one, only this much is read. */
    private static final int MAX_PACKET = 9000;

    /** Packets with a smaller hop count could come from, and go, beyond the local network (RFC 6762, 11). */
    private static final int HOPS = 255;

    private static final byte[] IPV4_GROUP = {(byte) 224, 0, 0, (byte) 251};
    private static final byte[] IPV6_GROUP = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xfb};

    /** Takes what has come in. */
    interface Receiver {
        void received(MulticastLink link, byte[] content, InetSocketAddress sender);
    }

    private final Place place;
    private final InetSocketAddress everybody;
    private final DatagramChannel channel;
    private final AnswerPace pace = new AnswerPace();

    private MulticastLink(Place place) {
        this.place = place;
        this.everybody = at(place.isIpv6() ? IPV6_GROUP : IPV4_GROUP);
        this.channel =
                new NioDatagramChannel(place.isIpv6() ? InternetProtocolFamily.IPv6 : InternetProtocolFamily.IPv4);
    }

    /** Opens a link. Fails if the port is held by a program that does not share it, or the interface cannot multicast. */
    static Mono<MulticastLink> open(Place place, EventLoopGroup loop, Receiver receiver) {
        return Mono.defer(() -> {
            MulticastLink link = new MulticastLink(place);
            return link.join(loop, receiver)
                    .onErrorResume(error -> link.close().then(Mono.error(error)))
                    .thenReturn(link);
        });
    }

    private Mono<Void> join(EventLoopGroup loop, Receiver receiver) {
        byte[] any = new byte[everybody.getAddress().getAddress().length];
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.IP_MULTICAST_IF, place.network())
                .option(ChannelOption.IP_MULTICAST_TTL, HOPS)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_PACKET))
                .handler(new Reader(this, receiver));
        return done(bootstrap.bind(at(any)))
                .then(Mono.defer(() -> done(channel.joinGroup(everybody, place.network()))));
    }

    private static InetSocketAddress at(byte[] address) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), MdnsNameResolver.PORT);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public Mono<Void> multicast(byte[] packet) {
        return send(packet, everybody);
    }

    @Override
    public Mono<Void> send(byte[] packet, InetSocketAddress receiver) {
        return Mono.defer(
                () -> done(channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(packet), receiver))));
    }

    @Override
    public AnswerPace pace() {
        return pace;
    }

    Mono<Void> close() {
        return Mono.defer(() -> done(channel.close()));
    }

    @Override
    public String toString() {
        return place.toString();
    }

    private static Mono<Void> done(ChannelFuture future) {
        return Mono.create(sink -> future.addListener(finished -> {
            if (finished.isSuccess()) {
                sink.success();
            } else {
                sink.error(finished.cause());
            }
        }));
    }

    private static final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {
        private final MulticastLink link;
        private final Receiver receiver;

        Reader(MulticastLink link, Receiver receiver) {
            this.link = link;
            this.receiver = receiver;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            receiver.received(link, ByteBufUtil.getBytes(packet.content()), packet.sender());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("multicast DNS on {}: {}", link, cause.getMessage());
        }
    }
}
