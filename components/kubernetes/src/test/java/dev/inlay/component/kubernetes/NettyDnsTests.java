package dev.inlay.component.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** Looks names up over real sockets, from a server that knows one name. */
class NettyDnsTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel server = new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline()
                            .addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Names());
                }
            })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    private final NettyDns dns =
            new NettyDns(new SingletonDnsServerAddressStreamProvider((InetSocketAddress) server.localAddress()));

    /** Knows orders-dapr.shop.svc.cluster.local, has no time for busy names, and denies all others. */
    private static final class Names extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            DatagramDnsResponse response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
            response.addRecord(DnsSection.QUESTION, question);
            if (question.name().startsWith("busy")) {
                response.setCode(DnsResponseCode.SERVFAIL);
            } else if (!question.name().equals("orders-dapr.shop.svc.cluster.local.")) {
                response.setCode(DnsResponseCode.NXDOMAIN);
            } else if (question.type().equals(DnsRecordType.A)) {
                for (byte last : new byte[] {7, 8}) {
                    response.addRecord(
                            DnsSection.ANSWER,
                            new DefaultDnsRawRecord(
                                    question.name(), DnsRecordType.A, 5, Unpooled.wrappedBuffer(new byte[] {
                                        10, 0, 0, last
                                    })));
                }
            }
            context.writeAndFlush(response);
        }
    }

    @AfterEach
    void close() {
        dns.close().block(LIMIT);
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aServiceHasTheAddressesOfAllItsPods() {
        StepVerifier.create(dns.addresses("orders-dapr.shop.svc.cluster.local."))
                .assertNext(addresses -> assertThat(addresses).containsExactlyInAnyOrder("10.0.0.7", "10.0.0.8"))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whoIsNotThereHasNone() {
        StepVerifier.create(dns.addresses("bills-dapr.shop.svc.cluster.local."))
                .expectNext(List.of())
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void thatAServerCannotAnswerDoesNotMeanThatNobodyIsThere() {
        StepVerifier.create(dns.addresses("busy-dapr.shop.svc.cluster.local."))
                .expectError(UnknownHostException.class)
                .verify(LIMIT);
    }
}
