package dev.inlay.api.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Closes connections on which a request begins but its header does not come to an end, and those on which none begins at
 * all. A connection that has been used before may idle.
 *
 * <p>Lives on the connection's event loop. Invariant: a timer runs only while a header is awaited or incomplete, so a
 * header that arrives in one piece costs none.
 */
final class HeaderDeadline extends ChannelInboundHandlerAdapter {

    private static final String NAME = "inlay.headerDeadline";

    private final Duration limit;
    private final Scheduler scheduler;
    private @Nullable Disposable timer;
    private boolean incomplete;
    private boolean inRequest;

    private HeaderDeadline(Duration limit, Scheduler scheduler) {
        this.limit = limit;
        this.scheduler = scheduler;
    }

    static void addTo(Channel channel, Duration limit, Scheduler scheduler) {
        channel.pipeline().addFirst(NAME, new HeaderDeadline(limit, scheduler));
    }

    /** A header has come to an end. Over HTTP/2 the channel is that of one stream; its connection has proven itself. */
    static void requestBegins(Channel channel) {
        if (channel.pipeline().get(NAME) instanceof HeaderDeadline deadline) {
            deadline.headerIsComplete();
        } else if (channel.parent() != null
                && channel.parent().pipeline().get(NAME) instanceof HeaderDeadline deadline) {
            deadline.headerIsComplete();
            channel.parent().pipeline().remove(deadline);
        }
    }

    /** The answer has been sent; the next bytes begin another request. */
    static void requestEnds(Channel channel) {
        if (channel.pipeline().get(NAME) instanceof HeaderDeadline deadline) {
            deadline.inRequest = false;
        }
    }

    private void headerIsComplete() {
        inRequest = true;
        incomplete = false;
        stopTimer();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        startTimer(ctx.channel());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        incomplete = !inRequest;
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (incomplete && timer == null) {
            startTimer(ctx.channel());
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimer();
    }

    private void startTimer(Channel channel) {
        timer = scheduler.schedule(channel::close, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }
}
