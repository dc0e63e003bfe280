package dev.inlay.api.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;

/**
 * Spells the answer to a granted change to HTTP/2 as Go's library does, {@code Connection: Upgrade}. Its case means nothing
 * in HTTP, but there are clients that compare it. Lives with the connection, until the first such answer.
 */
final class GrantedUpgrade extends ChannelOutboundHandlerAdapter {

    private static final String UPGRADE = "Upgrade";

    /** Stands where Netty's own answer to the change passes: right behind the codec of HTTP/1.1. */
    static void addTo(Channel channel) {
        ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
        if (codec != null) {
            channel.pipeline().addAfter(codec.name(), null, new GrantedUpgrade());
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean granted = message instanceof HttpResponse response
                && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        if (granted) {
            ((HttpResponse) message).headers().set(HttpHeaderNames.CONNECTION, UPGRADE);
        }
        ctx.write(message, promise);
        if (granted) {
            ctx.pipeline().remove(this);
        }
    }
}
