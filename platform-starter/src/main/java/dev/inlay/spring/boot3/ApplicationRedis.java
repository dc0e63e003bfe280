package dev.inlay.spring.boot3;

import dev.inlay.component.redis.RedisAddress;
import dev.inlay.component.redis.RedisConnectionSettings;
import dev.inlay.component.redis.RedisConnectionSettings.Cluster;
import dev.inlay.component.redis.RedisConnectionSettings.Login;
import dev.inlay.component.redis.RedisConnectionSettings.Node;
import dev.inlay.component.redis.RedisConnectionSettings.Sentinel;
import dev.inlay.component.redis.RedisConnectionSettings.Timing;
import dev.inlay.component.redis.RedisConnectionSettings.Tls;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.autoconfigure.data.redis.RedisProperties;
import org.springframework.boot.ssl.SslBundle;

/** The application's Redis in the terms of our component. */
final class ApplicationRedis {

    private static final String ENCRYPTED = "rediss://";

    private ApplicationRedis() {}

    /**
     * How to reach it.
     *
     * @param details where it is and who logs in
     * @param properties what the details do not say: times, and that a URL asks for encryption
     */
    static RedisConnectionSettings settings(RedisConnectionDetails details, RedisProperties properties) {
        RedisConnectionSettings place = place(details);
        if (place.tls() == null
                && properties.getUrl() != null
                && properties.getUrl().startsWith(ENCRYPTED)) {
            place = place.withTls(tls(SslBundle.systemDefault()));
        }
        return place.withLogin(new Login(details.getUsername(), details.getPassword()))
                .withTiming(timing(properties));
    }

    private static RedisConnectionSettings place(RedisConnectionDetails details) {
        RedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            Login login = new Login(sentinel.getUsername(), sentinel.getPassword());
            return RedisConnectionSettings.of(new Sentinel(sentinel.getMaster(), addresses(sentinel.getNodes()), login))
                    .withDatabase(sentinel.getDatabase())
                    .withTls(tls(sentinel.getSslBundle()));
        }
        RedisConnectionDetails.Cluster cluster = details.getCluster();
        if (cluster != null) {
            return RedisConnectionSettings.of(new Cluster(addresses(cluster.getNodes())))
                    .withTls(tls(cluster.getSslBundle()));
        }
        RedisConnectionDetails.Standalone standalone =
                Objects.requireNonNull(details.getStandalone(), "the RedisConnectionDetails say no address");
        return RedisConnectionSettings.of(new Node(new RedisAddress(standalone.getHost(), standalone.getPort())))
                .withDatabase(standalone.getDatabase())
                .withTls(tls(standalone.getSslBundle()));
    }

    private static List<RedisAddress> addresses(List<RedisConnectionDetails.Node> nodes) {
        return nodes.stream()
                .map(node -> new RedisAddress(node.host(), node.port()))
                .toList();
    }

    private static @Nullable Tls tls(@Nullable SslBundle bundle) {
        if (bundle == null) {
            return null;
        }
        SslOptions.Builder options = SslOptions.builder()
                .jdkSslProvider()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        String[] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            options.cipherSuites(ciphers);
        }
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            options.protocols(protocols);
        }
        return new Tls(true, options.build());
    }

    private static Timing timing(RedisProperties properties) {
        Timing standard = Timing.DEFAULT;
        Duration connect = properties.getConnectTimeout();
        Duration command = properties.getTimeout();
        return new Timing(
                connect == null ? standard.connect() : connect,
                command == null ? standard.command() : command,
                standard.minReconnect(),
                standard.maxReconnect());
    }
}
