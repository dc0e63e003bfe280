package dev.inlay.component.redis;

import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a Redis. Immutable; start from {@link #of} and change what differs. Its text never shows a password.
 *
 * @param topology where it is and how it is run
 * @param login who logs in
 * @param database the number of the database; 0 in a cluster
 * @param tls how the connection is encrypted; null for not at all
 * @param timing how long things may take
 */
public record RedisConnectionSettings(
        Topology topology,
        Login login,
        int database,
        @Nullable Tls tls,
        Timing timing) {

    /** How a Redis is run. */
    public sealed interface Topology {

        /** Where to connect first. */
        List<RedisAddress> addresses();
    }

    /** One Redis. */
    public record Node(RedisAddress address) implements Topology {
        @Override
        public List<RedisAddress> addresses() {
            return List.of(address);
        }
    }

    /** A Redis Cluster; from these nodes the others are found. */
    public record Cluster(List<RedisAddress> addresses) implements Topology {}

    /**
     * A primary that Sentinels know.
     *
     * @param master the name by which they know it
     * @param addresses the Sentinels
     * @param login who logs in at the Sentinels
     */
    public record Sentinel(String master, List<RedisAddress> addresses, Login login) implements Topology {}

    /**
     * A user name with its password.
     *
     * @param username null for the default user
     * @param password null for no password
     */
    public record Login(@Nullable String username, @Nullable String password) {

        /** No password. */
        public static final Login NONE = new Login(null, null);

        @Override
        public String toString() {
            return (username == null ? "default" : username) + (password == null ? "" : " with password");
        }
    }

    /**
     * Encryption.
     *
     * @param verifyPeer whether the server's certificate and name are checked
     * @param options certificates and trust; null for the JVM's trusted authorities and no certificate of our own
     */
    public record Tls(boolean verifyPeer, @Nullable SslOptions options) {}

    /**
     * How long things may take.
     *
     * @param connect until a connection is made
     * @param command until the reply to a command; zero for without limit
     * @param minReconnect the pause before the first attempt to connect again
     * @param maxReconnect the longest pause between attempts
     */
    public record Timing(Duration connect, Duration command, Duration minReconnect, Duration maxReconnect) {

        /** The defaults of Dapr's client, and at most two seconds between attempts to connect again. */
        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMillis(8), Duration.ofSeconds(2));
    }

    /** No login, database 0, no encryption, default timing. */
    public static RedisConnectionSettings of(Topology topology) {
        return new RedisConnectionSettings(topology, Login.NONE, 0, null, Timing.DEFAULT);
    }

    public RedisConnectionSettings withLogin(Login newLogin) {
        return new RedisConnectionSettings(topology, newLogin, database, tls, timing);
    }

    public RedisConnectionSettings withDatabase(int newDatabase) {
        return new RedisConnectionSettings(topology, login, newDatabase, tls, timing);
    }

    public RedisConnectionSettings withTls(@Nullable Tls newTls) {
        return new RedisConnectionSettings(topology, login, database, newTls, timing);
    }

    public RedisConnectionSettings withTiming(Timing newTiming) {
        return new RedisConnectionSettings(topology, login, database, tls, newTiming);
    }

    /** The addresses as {@code host:port}, joined by commas, for messages. */
    public String address() {
        return topology.addresses().stream().map(RedisAddress::toString).collect(Collectors.joining(","));
    }
}
