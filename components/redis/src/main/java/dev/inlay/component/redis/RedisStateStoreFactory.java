package dev.inlay.component.redis;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import dev.inlay.state.StateStore;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@code state.redis} stores: state in Redis, Redis Cluster or behind Sentinels, laid out as Dapr lays it out.
 *
 * <p>An application that has a Redis already hands its own client resources and connection to {@link
 * #RedisStateStoreFactory(ClientResources, RedisConnectionSettings)}.
 */
public final class RedisStateStoreFactory implements ComponentFactory {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStateStoreFactory.class);

    private final @Nullable ClientResources shared;
    private final @Nullable RedisConnectionSettings standard;

    /** Stores that make client resources of their own and are told by their manifest where Redis is. */
    public RedisStateStoreFactory() {
        this(null, null);
    }

    /**
     * Stores in the application's own terms.
     *
     * @param shared the client resources all stores use; never shut down here. Null for own ones
     * @param standard where a manifest without {@code redisHost} connects; null if each must say it
     */
    public RedisStateStoreFactory(@Nullable ClientResources shared, @Nullable RedisConnectionSettings standard) {
        this.shared = shared;
        this.standard = standard;
        if (shared != null) {
            RedisThreads.markForeign();
        }
    }

    @Override
    public String type() {
        return "state.redis";
    }

    @Override
    public List<MetadataField> fields() {
        Stream<MetadataField> own =
                Stream.of(MetadataField.number("ttlInSeconds"), MetadataField.string("queryIndexes"));
        return Stream.concat(RedisMetadata.fields(standard == null).stream(), own)
                .toList();
    }

    @Override
    public StateStore create(ComponentContext context) {
        RedisConnectionSettings settings = standard == null || RedisMetadata.namesHost(context.metadata())
                ? RedisMetadata.settings(context.metadata())
                : standard;
        if (context.metadata().find("queryIndexes") != null) {
            LOG.warn("{}: queryIndexes is left out, because this store does not search yet", context.displayName());
        }
        return new RedisStateStore(context, settings, shared);
    }
}
