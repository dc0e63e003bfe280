package dev.inlay.component.redis;

import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import dev.inlay.component.redis.RedisConnectionSettings.Cluster;
import dev.inlay.component.redis.RedisConnectionSettings.Login;
import dev.inlay.component.redis.RedisConnectionSettings.Node;
import dev.inlay.component.redis.RedisConnectionSettings.Sentinel;
import dev.inlay.component.redis.RedisConnectionSettings.Timing;
import dev.inlay.component.redis.RedisConnectionSettings.Tls;
import dev.inlay.component.redis.RedisConnectionSettings.Topology;
import dev.inlay.time.Durations;
import io.lettuce.core.SslOptions;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The metadata fields of Dapr's Redis components that concern the connection, and what they mean for Lettuce. */
final class RedisMetadata {

    private static final String HOST = "redisHost";

    /** What has no meaning on one shared connection; taken without a word so that Dapr's manifests work as they are. */
    private static final List<MetadataField> WITHOUT_MEANING = List.of(
            MetadataField.duration("redeliverInterval"),
            MetadataField.duration("processingTimeout"),
            MetadataField.number("redisMaxRetries"),
            MetadataField.number("poolSize"),
            MetadataField.duration("poolTimeout"),
            MetadataField.duration("maxConnAge"),
            MetadataField.number("minIdleConns"),
            MetadataField.duration("idleCheckFrequency"),
            MetadataField.duration("idleTimeout"));

    private static final List<MetadataField> OIDC = List.of(
            MetadataField.bool("useOIDC"),
            MetadataField.string("oidcTokenEndpoint"),
            MetadataField.string("oidcClientID"),
            MetadataField.string("oidcClientAssertionCert"),
            MetadataField.string("oidcClientAssertionKey").asSensitive(),
            MetadataField.string("oidcResource"),
            MetadataField.string("oidcAudience"),
            MetadataField.string("oidcScopes"),
            MetadataField.string("oidcKid"),
            MetadataField.string("oidcCACert"));

    private RedisMetadata() {}

    /**
     * The fields.
     *
     * @param hostRequired whether a manifest without {@code redisHost} is wrong
     */
    static List<MetadataField> fields(boolean hostRequired) {
        MetadataField host = MetadataField.string(HOST);
        Stream<MetadataField> own = Stream.of(
                hostRequired ? host.asRequired() : host,
                MetadataField.number("redisPort"),
                MetadataField.bool("enableTLS"),
                MetadataField.bool("insecureSkipTLSVerify"),
                MetadataField.string("clientCert"),
                MetadataField.string("clientKey").asSensitive(),
                MetadataField.string("caCert"),
                MetadataField.bool("failover"),
                MetadataField.string("sentinelMasterName"),
                MetadataField.string("redisType").withDefault("node").oneOf("node", "cluster"),
                MetadataField.number("redisDB"),
                MetadataField.duration("redisMinRetryInterval"),
                MetadataField.duration("redisMaxRetryInterval"),
                MetadataField.duration("dialTimeout"),
                MetadataField.duration("readTimeout"),
                MetadataField.duration("writeTimeout"),
                MetadataField.string("redisUsername"),
                MetadataField.string("redisPassword").asSensitive(),
                MetadataField.string("sentinelUsername"),
                MetadataField.string("sentinelPassword").asSensitive(),
                MetadataField.bool("useEntraID").withAliases("useAzureAD"));
        return Stream.of(own, WITHOUT_MEANING.stream(), OIDC.stream())
                .flatMap(fields -> fields)
                .toList();
    }

    /** Whether the manifest says where its Redis is. */
    static boolean namesHost(ComponentMetadata metadata) {
        return metadata.find(HOST) != null;
    }

    /**
     * The connection that the metadata describes.
     *
     * @throws InvalidComponentException with every fault found, one a line
     */
    static RedisConnectionSettings settings(ComponentMetadata metadata) {
        List<String> faults = new ArrayList<>();
        for (String flag : List.of("useOIDC", "useEntraID")) {
            if (metadata.flag(flag)) {
                faults.add("metadata field '" + flag
                        + "' is true, but logging in with an access token is not supported (expected: false, and"
                        + " redisUsername with redisPassword)");
            }
        }
        Topology topology = collect(faults, () -> topology(metadata));
        Tls tls = collect(faults, () -> metadata.flag("enableTLS") ? tls(metadata) : null);
        if (topology == null || !faults.isEmpty()) {
            throw new InvalidComponentException(String.join("\n", faults));
        }
        return RedisConnectionSettings.of(topology)
                .withLogin(new Login(metadata.find("redisUsername"), metadata.find("redisPassword")))
                .withDatabase(metadata.number("redisDB", 0))
                .withTls(tls)
                .withTiming(timing(metadata));
    }

    private static <T> @Nullable T collect(List<String> faults, Supplier<@Nullable T> part) {
        try {
            return part.get();
        } catch (InvalidComponentException e) {
            faults.add(e.getMessage());
            return null;
        }
    }

    private static Topology topology(ComponentMetadata metadata) {
        Long port = metadata.number("redisPort");
        List<RedisAddress> addresses =
                RedisAddress.parse(metadata.get(HOST), port == null ? null : Math.toIntExact(port));
        if (addresses.isEmpty()) {
            throw new InvalidComponentException("metadata field 'redisHost' has no address (expected: host:port)");
        }
        if (metadata.flag("failover")) {
            String master = metadata.find("sentinelMasterName");
            if (master == null) {
                throw new InvalidComponentException("metadata field 'sentinelMasterName' is missing (expected: the name"
                        + " by which the Sentinels know the primary, because failover is true)");
            }
            Login login = new Login(metadata.find("sentinelUsername"), metadata.find("sentinelPassword"));
            return new Sentinel(master, addresses, login);
        }
        if ("cluster".equalsIgnoreCase(metadata.get("redisType"))) {
            return new Cluster(addresses);
        }
        if (addresses.size() > 1) {
            throw new InvalidComponentException("metadata field 'redisHost' has several addresses (expected: one, or"
                    + " redisType cluster, or failover true with sentinelMasterName)");
        }
        return new Node(addresses.get(0));
    }

    private static Tls tls(ComponentMetadata metadata) {
        String certificate = metadata.find("clientCert");
        String key = metadata.find("clientKey");
        if ((certificate == null) != (key == null)) {
            throw new InvalidComponentException("metadata field '" + (key == null ? "clientKey" : "clientCert")
                    + "' is missing (expected: PEM text, because its counterpart is there)");
        }
        Consumer<SslContextBuilder> material = builder -> {};
        if (certificate != null && key != null) {
            material = checked(
                    "clientCert' with 'clientKey", builder -> builder.keyManager(stream(certificate), stream(key)));
        }
        String authority = metadata.find("caCert");
        if (authority != null) {
            material = material.andThen(checked("caCert", builder -> builder.trustManager(stream(authority))));
        }
        SslOptions.Builder options = SslOptions.builder().jdkSslProvider().sslContext(material);
        if (authority == null) {
            options.trustManager(authoritiesOfTheJvm());
        }
        return new Tls(!metadata.flag("insecureSkipTLSVerify"), options.build());
    }

    /** Loaded here because the event loop, which makes the connection, must not read files. */
    private static TrustManagerFactory authoritiesOfTheJvm() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new InvalidComponentException("the JVM's trusted certificates cannot be read: " + e.getMessage()
                    + " (expected: a readable trust store, or the metadata field 'caCert')");
        }
    }

    /** Tries the PEM text once, so that a wrong one is told when the manifest is read and not when Redis is called. */
    private static Consumer<SslContextBuilder> checked(String fields, Consumer<SslContextBuilder> material) {
        try {
            material.accept(SslContextBuilder.forClient());
        } catch (IllegalArgumentException e) {
            throw new InvalidComponentException("metadata field '" + fields
                    + "' cannot be read (expected: PEM text, an X.509 certificate and an unencrypted PKCS#8 key)");
        }
        return material;
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static Timing timing(ComponentMetadata metadata) {
        Timing standard = Timing.DEFAULT;
        Duration read = duration(metadata, "readTimeout", standard.command());
        Duration write = duration(metadata, "writeTimeout", read);
        // One limit for the whole command; zero is without limit.
        Duration command = read.isZero() || write.compareTo(read) < 0 ? read : write;
        Duration minReconnect = atLeastOneMilli(duration(metadata, "redisMinRetryInterval", standard.minReconnect()));
        Duration maxReconnect = duration(metadata, "redisMaxRetryInterval", standard.maxReconnect());
        return new Timing(
                duration(metadata, "dialTimeout", standard.connect()),
                command,
                minReconnect,
                maxReconnect.compareTo(minReconnect) <= 0 ? minReconnect.plusMillis(1) : maxReconnect);
    }

    private static Duration atLeastOneMilli(Duration duration) {
        return duration.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : duration;
    }

    /** As Dapr's Redis components read durations: a bare number means milliseconds, zero the default, -1 none. */
    private static Duration duration(ComponentMetadata metadata, String field, Duration otherwise) {
        String text = metadata.find(field);
        if (text == null) {
            return otherwise;
        }
        boolean bare = text.strip().matches("[+-]?\\d+");
        Duration duration = bare ? Duration.ofMillis(Long.parseLong(text.strip())) : Durations.parse(text);
        if (duration.isZero()) {
            return otherwise;
        }
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
