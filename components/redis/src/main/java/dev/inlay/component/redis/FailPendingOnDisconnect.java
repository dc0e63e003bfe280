package dev.inlay.component.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Fails commands whose reply is outstanding when the connection goes away. Lettuce alone would keep them and send them
 * once more after reconnecting; but the server may have executed them, and a write that is executed twice counts its
 * version up twice, or loses against itself when it was a first write. So a command is sent at most once, its caller
 * learns at once that the outcome is unknown, and whether to try again is for the resiliency policies to say.
 */
final class FailPendingOnDisconnect implements NettyCustomizer {

    private final NettyCustomizer next;

    /** @param next what the application customizes, asked first */
    FailPendingOnDisconnect(NettyCustomizer next) {
        this.next = next;
    }

    @Override
    public void afterBootstrapInitialized(Bootstrap bootstrap) {
        next.afterBootstrapInitialized(bootstrap);
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        next.afterChannelInitialized(channel);
        // First in the pipeline: it must see the end of the connection before Lettuce puts the commands aside.
        channel.pipeline().addFirst(new PendingCommands());
    }

    private static final class PendingCommands extends ChannelInboundHandlerAdapter {

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            CommandHandler handler = context.pipeline().get(CommandHandler.class);
            if (handler != null) {
                handler.drainQueue()
                        .forEach(command -> command.completeExceptionally(
                                new RedisException("the connection was lost before the reply came")));
            }
            context.fireChannelInactive();
        }
    }
}
