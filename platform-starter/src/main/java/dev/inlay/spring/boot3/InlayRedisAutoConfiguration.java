package dev.inlay.spring.boot3;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ResourceSource;
import dev.inlay.component.redis.RedisConnectionSettings;
import dev.inlay.component.redis.RedisStateStoreFactory;
import dev.inlay.spring.InlayProperties;
import dev.inlay.spring.InlayRuntimeCustomizer;
import io.lettuce.core.resource.ClientResources;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.autoconfigure.data.redis.RedisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.RedisOperations;

/**
 * Redis components on the application's own client resources; and, in an application that has a Redis, that Redis as the
 * default state store.
 */
@AutoConfiguration(after = RedisAutoConfiguration.class)
@ConditionalOnClass({ClientResources.class, RedisOperations.class, RedisStateStoreFactory.class})
@ConditionalOnProperty(name = "inlay.enabled", matchIfMissing = true)
public class InlayRedisAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RedisStateStoreFactory inlayRedisStateStoreFactory(
            ObjectProvider<ClientResources> resources, ObjectProvider<RedisConnectionSettings> application) {
        return new RedisStateStoreFactory(resources.getIfUnique(), application.getIfUnique());
    }

    /** In an application that has a Redis. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(RedisRequested.class)
    static class DefaultStore {

        @Bean
        @ConditionalOnMissingBean
        RedisConnectionSettings inlayRedisConnectionSettings(
                RedisConnectionDetails details, RedisProperties properties) {
            return ApplicationRedis.settings(details, properties);
        }

        @Bean
        @ConditionalOnMissingBean(name = "inlayRedisDefaultStore")
        InlayRuntimeCustomizer inlayRedisDefaultStore(InlayProperties properties) {
            return builder -> builder.defaultComponent(ComponentManifest.of(
                    properties.state().defaultStore(),
                    "state.redis",
                    "v1",
                    Map.of(),
                    ResourceSource.of("the application's Redis connection, spring.data.redis")));
        }
    }
}
