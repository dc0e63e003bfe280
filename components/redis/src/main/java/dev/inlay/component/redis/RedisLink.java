package dev.inlay.component.redis;

import dev.inlay.component.redis.RedisConnectionSettings.Cluster;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.resource.ClientResources;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An open connection to one Redis, to what the Sentinels name, or to a cluster, with the client it belongs to. All
 * operations share it: commands are written as they come, and replies come in the same order. Results are emitted on the
 * event loop of the connection.
 *
 * <p>While the connection is lost, commands fail at once; Lettuce connects again by itself.
 */
final class RedisLink {

    /** Keys are text in UTF-8, values are bytes. */
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /** Ends a command whose subscriber has left, so that it is not sent if it is still waiting to be. */
    private static final Throwable UNWANTED = new CancellationException("the subscriber has left");

    private static final long SHUTDOWN_LIMIT_MILLIS = 2_000;

    /** Lettuce still tells its event loop of the end of a connection when that loop, the client's last, is closed. */
    private static final long SHARED_QUIET_MILLIS = 100;

    private final AbstractRedisClient client;
    private final @Nullable ClientResources owned;
    private final StatefulConnection<String, byte[]> connection;

    private RedisLink(
            AbstractRedisClient client,
            @Nullable ClientResources owned,
            StatefulConnection<String, byte[]> connection) {
        this.client = client;
        this.owned = owned;
        this.connection = connection;
    }

    /**
     * Connects. An attempt that fails or is given up leaves nothing behind.
     *
     * @param shared the client resources, which stay open when the link is closed; null to make some
     */
    static Mono<RedisLink> open(RedisConnectionSettings settings, @Nullable ClientResources shared) {
        // Resolving names and setting up a client read files: not for an event loop.
        return Mono.defer(() -> {
                    UnknownHostException unknown =
                            unknownHost(settings.topology().addresses());
                    return unknown == null ? connect(settings, shared) : Mono.error(unknown);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Why none of the hosts has an address; null if one has. Asked beforehand, because the platform knows a wrong name
     * at once where Netty's resolver, which Lettuce uses, waits for every name server in turn.
     */
    private static @Nullable UnknownHostException unknownHost(List<RedisAddress> addresses) {
        UnknownHostException unknown = null;
        for (RedisAddress address : addresses) {
            try {
                Objects.requireNonNull(InetAddress.getByName(address.host()));
                return null;
            } catch (UnknownHostException e) {
                unknown = e;
            }
        }
        return unknown;
    }

    private static Mono<RedisLink> connect(RedisConnectionSettings settings, @Nullable ClientResources shared) {
        ClientResources resources = shared == null ? RedisClientBuilder.ownResources(settings) : shared;
        ClientResources owned = shared == null ? resources : null;
        AbstractRedisClient client;
        Supplier<CompletionStage<? extends StatefulConnection<String, byte[]>>> connecting;
        if (settings.topology() instanceof Cluster) {
            RedisClusterClient cluster = RedisClusterClient.create(resources, RedisClientBuilder.clusterUris(settings));
            cluster.setOptions(RedisClientBuilder.clusterOptions(settings));
            client = cluster;
            connecting = () -> cluster.refreshPartitionsAsync().thenCompose(known -> cluster.connectAsync(CODEC));
        } else {
            RedisClient single = new DispatchingClient(resources);
            single.setOptions(RedisClientBuilder.options(settings));
            client = single;
            connecting = () -> single.connectAsync(CODEC, RedisClientBuilder.uri(settings));
        }
        return Mono.fromCompletionStage(connecting)
                .<RedisLink>map(connection -> new RedisLink(client, owned, connection))
                .onErrorResume(error -> shutDown(client, owned).then(Mono.error(error)))
                .doOnCancel(() -> shutDown(client, owned).subscribe());
    }

    /** A second connection of the same client. Not for a cluster. */
    Mono<RedisLink> openAnother(RedisConnectionSettings settings) {
        return Mono.fromCompletionStage(
                        () -> ((RedisClient) client).connectAsync(CODEC, RedisClientBuilder.uri(settings)))
                .map(another -> new RedisLink(client, null, another));
    }

    /** A command that is not sent yet. */
    static <T> AsyncCommand<String, byte[], T> command(
            ProtocolKeyword type, CommandOutput<String, byte[], T> output, CommandArgs<String, byte[]> arguments) {
        return new AsyncCommand<>(new Command<>(type, output, arguments));
    }

    /** Sends a command each time it is subscribed to. */
    <T> Mono<T> send(Supplier<AsyncCommand<String, byte[], T>> command) {
        return Mono.create(sink -> {
            AsyncCommand<String, byte[], T> sent = command.get();
            // Attached before it is sent: a reply that is faster than us would arrive on the subscriber's thread.
            sent.whenComplete((value, error) -> {
                if (error == null) {
                    sink.success(value);
                } else if (error != UNWANTED) {
                    sink.error(error);
                }
            });
            sink.onCancel(() -> sent.completeExceptionally(UNWANTED));
            connection.dispatch(sent);
        });
    }

    /** Sends commands now, in one go. */
    <T> void dispatch(List<AsyncCommand<String, byte[], T>> commands) {
        connection.dispatch(commands);
    }

    Mono<Void> close() {
        return Mono.fromCompletionStage(connection::closeAsync)
                .onErrorComplete()
                .then(shutDown(client, owned));
    }

    private static Mono<Void> shutDown(AbstractRedisClient client, @Nullable ClientResources owned) {
        long quiet = owned == null ? SHARED_QUIET_MILLIS : 0;
        Mono<Void> clientGone = Mono.fromCompletionStage(
                () -> client.shutdownAsync(quiet, SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS));
        if (owned == null) {
            return clientGone.onErrorComplete();
        }
        Mono<Void> resourcesGone = Mono.<Void>create(
                        sink -> owned.shutdown(0, SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                                .addListener(done -> sink.success()))
                // Stopping Lettuce's timer waits for its thread.
                .subscribeOn(Schedulers.boundedElastic());
        return clientGone.onErrorComplete().then(resourcesGone);
    }
}
