package dev.inlay.component.redis;

import dev.inlay.component.redis.RedisConnectionSettings.Login;
import dev.inlay.component.redis.RedisConnectionSettings.Sentinel;
import dev.inlay.component.redis.RedisConnectionSettings.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Our settings in Lettuce's terms. */
final class RedisClientBuilder {

    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);
    private static final Duration LOST_PEER = Duration.ofSeconds(15);

    private RedisClientBuilder() {}

    /** Client resources of our own, to be shut down by us. */
    static ClientResources ownResources(RedisConnectionSettings settings) {
        return DefaultClientResources.builder()
                .threadFactoryProvider(RedisThreads.own())
                // Histograms of every command that nobody would read: operations are measured as Dapr's are.
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new FailPendingOnDisconnect(DefaultClientResources.DEFAULT_NETTY_CUSTOMIZER))
                .reconnectDelay(reconnectDelay(settings))
                .build();
    }

    /** The application's client resources with our reconnect delay; they share threads, so they are never shut down. */
    static ClientResources derivedResources(ClientResources shared, RedisConnectionSettings settings) {
        return new DerivedResources(
                shared, new FailPendingOnDisconnect(shared.nettyCustomizer()), reconnectDelay(settings));
    }

    private static Supplier<Delay> reconnectDelay(RedisConnectionSettings settings) {
        Duration lower = settings.timing().minReconnect();
        Duration upper = settings.timing().maxReconnect();
        return () -> Delay.exponential(lower, upper, 2, TimeUnit.MILLISECONDS);
    }

    /** Where a client for one Redis, or for what Sentinels tell, connects. */
    static RedisURI uri(RedisConnectionSettings settings) {
        if (settings.topology() instanceof Sentinel sentinel) {
            RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(sentinel.master());
            for (RedisAddress address : sentinel.addresses()) {
                builder.withSentinel(endpoint(address, sentinel.login(), settings));
            }
            RedisURI uri = builder.withDatabase(settings.database()).build();
            logIn(uri, settings.login());
            encrypt(uri, settings);
            return uri;
        }
        RedisURI uri = endpoint(settings.topology().addresses().get(0), settings.login(), settings);
        uri.setDatabase(settings.database());
        return uri;
    }

    /** Where a cluster client connects first. */
    static List<RedisURI> clusterUris(RedisConnectionSettings settings) {
        return settings.topology().addresses().stream()
                .map(address -> endpoint(address, settings.login(), settings))
                .toList();
    }

    private static RedisURI endpoint(RedisAddress address, Login login, RedisConnectionSettings settings) {
        RedisURI uri = RedisURI.create(address.host(), address.port());
        logIn(uri, login);
        encrypt(uri, settings);
        return uri;
    }

    private static void logIn(RedisURI uri, Login login) {
        String password = login.password();
        if (password != null) {
            RedisCredentials credentials = RedisCredentials.just(login.username(), password);
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials));
        }
    }

    private static void encrypt(RedisURI uri, RedisConnectionSettings settings) {
        Tls tls = settings.tls();
        uri.setSsl(tls != null);
        uri.setVerifyPeer(tls != null && tls.verifyPeer());
        // Also the limit of the handshake that begins each connection.
        uri.setTimeout(settings.timing().connect());
    }

    /** How a client behaves: fails fast while there is no connection, and connects again by itself. */
    static ClientOptions options(RedisConnectionSettings settings) {
        ClientOptions.Builder builder = ClientOptions.builder();
        configure(builder, settings);
        return builder.build();
    }

    /** As {@link #options}, and follows the cluster when slots move. */
    static ClusterClientOptions clusterOptions(RedisConnectionSettings settings) {
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
        configure(builder, settings);
        return builder.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enableAllAdaptiveRefreshTriggers()
                        .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                        .build())
                .build();
    }

    private static void configure(ClientOptions.Builder builder, RedisConnectionSettings settings) {
        SocketOptions.Builder socket = SocketOptions.builder()
                .connectTimeout(settings.timing().connect())
                .keepAlive(true);
        if (EpollProvider.isAvailable()) {
            // Without it, a peer that vanished silently is noticed after a quarter of an hour.
            socket.tcpUserTimeout(TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(LOST_PEER)
                    .build());
        }
        builder.autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.timing().command()))
                .socketOptions(socket.build());
        Tls tls = settings.tls();
        if (tls != null && tls.options() != null) {
            builder.sslOptions(tls.options());
        }
    }
}
