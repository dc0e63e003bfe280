package dev.inlay.component.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;

/**
 * A client for one Redis whose connections only dispatch commands. Lettuce makes a blocking API of each connection by
 * reflection over some thousand methods, which costs more than everything else of a start; nothing here blocks.
 */
final class DispatchingClient extends RedisClient {

    DispatchingClient(ClientResources resources) {
        super(resources, new RedisURI());
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter writer, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
        return new DispatchingConnection<>(writer, pushHandler, codec, timeout);
    }

    private static final class DispatchingConnection<K, V> extends StatefulRedisConnectionImpl<K, V> {

        DispatchingConnection(
                RedisChannelWriter writer, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
            super(writer, pushHandler, codec, timeout);
        }

        /** None. Lettuce keeps what it gets here for {@link #sync()} and does not look at it. */
        @Override
        @SuppressWarnings({"NullAway", "ConstantConditions"})
        protected RedisCommands<K, V> newRedisSyncCommandsImpl() {
            return null;
        }
    }
}
