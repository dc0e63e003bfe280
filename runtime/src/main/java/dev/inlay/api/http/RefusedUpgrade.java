package dev.inlay.api.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Takes apart what Netty has put together: a request that asked for HTTP/2 in a way that was not granted goes on in one
 * piece, header and body. If another is being answered, Reactor Netty 1.2 queues it, and loses its body should the
 * connection be closed before its turn.
 */
final class RefusedUpgrade extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest whole) {
            HttpRequest header =
                    new DefaultHttpRequest(whole.protocolVersion(), whole.method(), whole.uri(), whole.headers());
            header.setDecoderResult(whole.decoderResult());
            ctx.fireChannelRead(header);
            ctx.fireChannelRead(new DefaultLastHttpContent(whole.content()));
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
