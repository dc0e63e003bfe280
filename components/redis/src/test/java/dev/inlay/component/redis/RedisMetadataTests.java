package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import dev.inlay.component.redis.RedisConnectionSettings.Cluster;
import dev.inlay.component.redis.RedisConnectionSettings.Login;
import dev.inlay.component.redis.RedisConnectionSettings.Sentinel;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dapr's metadata fields mean here what they mean there. */
class RedisMetadataTests {

    @ParameterizedTest
    @CsvSource({
        "redis:6380, redis:6380",
        "redis, redis:6379",
        "10.1.2.3:1, 10.1.2.3:1",
        "[::1]:7000, [::1]:7000",
        "::1, [::1]:6379",
        "[fe80::1], [fe80::1]:6379"
    })
    void a_host_may_have_these_forms(String text, String address) {
        assertThat(settings("redisHost", text).address()).isEqualTo(address);
    }

    @Test
    void the_port_may_stand_in_its_own_field() {
        assertThat(settings("redisHost", "redis", "redisPort", "7001").address())
                .isEqualTo("redis:7001");
        assertThat(settings("redisHost", "redis:7001", "redisPort", "7001").address())
                .isEqualTo("redis:7001");
        assertInvalid("has port 7001 and 'redisPort' is 7002", "redisHost", "redis:7001", "redisPort", "7002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis:", "redis:none", "redis:0", "redis:65536", "redis://redis:6379", ":6379", "[::1"})
    void other_forms_of_a_host_are_refused(String text) {
        assertInvalid("'redisHost' has '" + text + "' (expected: host:port", "redisHost", text);
    }

    @Test
    void several_hosts_need_a_cluster_or_sentinels() {
        String hosts = "a:1, b:2,c";
        assertInvalid("several addresses", "redisHost", hosts);
        assertThat(settings("redisHost", hosts, "redisType", "Cluster").topology())
                .isEqualTo(new Cluster(
                        List.of(new RedisAddress("a", 1), new RedisAddress("b", 2), new RedisAddress("c", 6379))));
        assertInvalid("'sentinelMasterName' is missing", "redisHost", hosts, "failover", "true");
    }

    @Test
    void sentinels_have_a_login_of_their_own() {
        RedisConnectionSettings settings = settings(
                "redisHost", "s1:26379,s2:26379",
                "failover", "true",
                "sentinelMasterName", "mymaster",
                "sentinelUsername", "watcher",
                "sentinelPassword", "w",
                "redisUsername", "app",
                "redisPassword", "p",
                "redisDB", "4");
        assertThat(settings.topology())
                .isEqualTo(new Sentinel(
                        "mymaster",
                        List.of(new RedisAddress("s1", 26379), new RedisAddress("s2", 26379)),
                        new Login("watcher", "w")));
        RedisURI uri = RedisClientBuilder.uri(settings);
        assertThat(uri.getSentinels()).hasSize(2).allSatisfy(sentinel -> assertThat(usernameOf(sentinel))
                .isEqualTo("watcher"));
        assertThat(usernameOf(uri)).isEqualTo("app");
        assertThat(uri.getDatabase()).isEqualTo(4);
    }

    @Test
    void timeouts_are_goes_durations_or_milliseconds() {
        var timing = settings(
                        "redisHost", "h",
                        "dialTimeout", "750",
                        "readTimeout", "2s",
                        "redisMinRetryInterval", "100ms",
                        "redisMaxRetryInterval", "1s")
                .timing();
        assertThat(timing.connect()).isEqualTo(Duration.ofMillis(750));
        assertThat(timing.command()).isEqualTo(Duration.ofSeconds(2));
        assertThat(timing.minReconnect()).isEqualTo(Duration.ofMillis(100));
        assertThat(timing.maxReconnect()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings("redisHost", "h", "readTimeout", "-1").timing().command())
                .isEqualTo(Duration.ZERO);
        assertThat(settings("redisHost", "h", "readTimeout", "0").timing().command())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tls_checks_the_peer_unless_told_otherwise() {
        assertThat(settings("redisHost", "h").tls()).isNull();
        RedisURI checked = RedisClientBuilder.uri(settings("redisHost", "h", "enableTLS", "true"));
        assertThat(checked.isSsl()).isTrue();
        assertThat(checked.isVerifyPeer()).isTrue();
        RedisURI unchecked = RedisClientBuilder.uri(
                settings("redisHost", "h", "enableTLS", "true", "insecureSkipTLSVerify", "true"));
        assertThat(unchecked.isVerifyPeer()).isFalse();
    }

    @Test
    void all_faults_are_told_at_once_and_no_secret_is() {
        Map<String, String> metadata = new HashMap<>();
        metadata.put("redisHost", "a,b");
        metadata.put("enableTLS", "true");
        metadata.put("clientCert", "no certificate");
        metadata.put("clientKey", "s3cr3t");
        metadata.put("useOIDC", "true");
        metadata.put("redisPassword", "pa55");
        assertThatThrownBy(() -> RedisMetadata.settings(checked(metadata)))
                .isInstanceOf(InvalidComponentException.class)
                .hasMessageContainingAll("'useOIDC'", "'redisHost'", "'clientCert'")
                .hasMessageNotContainingAny("s3cr3t", "pa55");
    }

    @Test
    void a_certificate_needs_its_key() {
        assertInvalid("'clientKey' is missing", "redisHost", "h", "enableTLS", "true", "clientCert", "c");
        assertInvalid("'clientCert' is missing", "redisHost", "h", "enableTLS", "true", "clientKey", "c");
    }

    @Test
    void every_field_of_daprs_component_is_known_and_secrets_are_marked() {
        Map<String, String> dapr = new HashMap<>();
        for (String name : ("redisHost redisPort enableTLS insecureSkipTLSVerify clientCert clientKey failover"
                        + " sentinelMasterName redeliverInterval processingTimeout redisType redisDB redisMaxRetries"
                        + " redisMinRetryInterval redisMaxRetryInterval dialTimeout readTimeout writeTimeout poolSize"
                        + " poolTimeout maxConnAge minIdleConns idleCheckFrequency idleTimeout ttlInSeconds"
                        + " queryIndexes redisUsername redisPassword sentinelUsername sentinelPassword useOIDC"
                        + " oidcTokenEndpoint oidcClientID oidcClientAssertionCert oidcClientAssertionKey oidcResource"
                        + " oidcAudience oidcScopes oidcKid oidcCACert")
                .split(" ")) {
            dapr.put(name, "");
        }
        List<MetadataField> fields = new RedisStateStoreFactory().fields();
        assertThat(ComponentMetadata.unknown(fields, dapr)).isEmpty();
        assertThat(fields)
                .filteredOn(MetadataField::sensitive)
                .extracting(MetadataField::name)
                .containsExactlyInAnyOrder("clientKey", "redisPassword", "sentinelPassword", "oidcClientAssertionKey");
    }

    private static void assertInvalid(String message, String... metadata) {
        assertThatThrownBy(() -> settings(metadata))
                .isInstanceOf(InvalidComponentException.class)
                .hasMessageContaining(message);
    }

    private static RedisConnectionSettings settings(String... metadata) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < metadata.length; i += 2) {
            values.put(metadata[i], metadata[i + 1]);
        }
        return RedisMetadata.settings(checked(values));
    }

    private static ComponentMetadata checked(Map<String, String> values) {
        return ComponentMetadata.of(new RedisStateStoreFactory().fields(), values);
    }

    private static String usernameOf(RedisURI uri) {
        return uri.getCredentialsProvider()
                .resolveCredentials()
                .blockOptional()
                .orElseThrow()
                .getUsername();
    }
}
