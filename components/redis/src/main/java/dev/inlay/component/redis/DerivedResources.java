package dev.inlay.component.redis;

import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.tracing.Tracing;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The application's client resources, as one store uses them: what differs is how connections are made and made again.
 * It holds nothing of its own, so nothing is to be shut down; Lettuce's own copies complain when they are not.
 */
final class DerivedResources implements ClientResources {

    private final ClientResources shared;
    private final NettyCustomizer customizer;
    private final Supplier<Delay> reconnectDelay;

    DerivedResources(ClientResources shared, NettyCustomizer customizer, Supplier<Delay> reconnectDelay) {
        this.shared = shared;
        this.customizer = customizer;
        this.reconnectDelay = reconnectDelay;
    }

    @Override
    public NettyCustomizer nettyCustomizer() {
        return customizer;
    }

    @Override
    public Delay reconnectDelay() {
        return reconnectDelay.get();
    }

    @Override
    public Future<Boolean> shutdown() {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return shutdown();
    }

    @Override
    public Builder mutate() {
        return shared.mutate().nettyCustomizer(customizer).reconnectDelay(reconnectDelay);
    }

    @Override
    public AddressResolverGroup<?> addressResolverGroup() {
        return shared.addressResolverGroup();
    }

    @Override
    public EventPublisherOptions commandLatencyPublisherOptions() {
        return shared.commandLatencyPublisherOptions();
    }

    @Override
    public CommandLatencyRecorder commandLatencyRecorder() {
        return shared.commandLatencyRecorder();
    }

    @Override
    public int computationThreadPoolSize() {
        return shared.computationThreadPoolSize();
    }

    @Override
    public DnsResolver dnsResolver() {
        return shared.dnsResolver();
    }

    @Override
    public EventBus eventBus() {
        return shared.eventBus();
    }

    @Override
    public EventLoopGroupProvider eventLoopGroupProvider() {
        return shared.eventLoopGroupProvider();
    }

    @Override
    public EventExecutorGroup eventExecutorGroup() {
        return shared.eventExecutorGroup();
    }

    @Override
    public int ioThreadPoolSize() {
        return shared.ioThreadPoolSize();
    }

    @Override
    public SocketAddressResolver socketAddressResolver() {
        return shared.socketAddressResolver();
    }

    @Override
    public Timer timer() {
        return shared.timer();
    }

    @Override
    public Tracing tracing() {
        return shared.tracing();
    }
}
