package dev.inlay.spring.boot3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.InlayRuntime;
import dev.inlay.component.ComponentStatus;
import dev.inlay.component.redis.RedisAddress;
import dev.inlay.component.redis.RedisConnectionSettings;
import dev.inlay.component.redis.RedisConnectionSettings.Cluster;
import dev.inlay.component.redis.RedisConnectionSettings.Login;
import dev.inlay.component.redis.RedisConnectionSettings.Sentinel;
import dev.inlay.component.redis.RedisStateStoreFactory;
import dev.inlay.spring.autoconfigure.InlayAutoConfiguration;
import dev.inlay.state.StateClient;
import dev.inlay.testkit.redis.EmbeddedRedis;
import dev.inlay.testkit.redis.TestCertificate;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.data.redis.ClientResourcesBuilderCustomizer;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.RedisOperations;

/** Which store is behind the {@code StateClient} of an application that configures none. */
class DefaultStoreTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PASSWORD = "open-sesame";
    private static final int TLS_PORT = EmbeddedRedis.freePort();

    @TempDir
    static @Nullable Path folder;

    private static @Nullable EmbeddedRedis redis;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    InlayAutoConfiguration.class,
                    InlayRedisAutoConfiguration.class,
                    RedisAutoConfiguration.class,
                    SslAutoConfiguration.class))
            .withPropertyValues("HOME=" + folder)
            .withPropertyValues("spring.application.name=keeper");

    @BeforeAll
    static void startRedis() throws Exception {
        TestCertificate certificate = TestCertificate.create();
        Path pem = Files.writeString(folder().resolve("redis.pem"), certificate.certificate());
        redis = EmbeddedRedis.start(
                "requirepass " + PASSWORD,
                "tls-port " + TLS_PORT,
                "tls-cert-file " + pem,
                "tls-key-file " + Files.writeString(folder().resolve("redis.key"), certificate.key()),
                "tls-ca-cert-file " + Files.writeString(folder().resolve("authority.pem"), certificate.authority()),
                "tls-auth-clients no");
    }

    @AfterAll
    static void stopRedis() throws Exception {
        redis().close();
    }

    @Test
    void itIsAFileWhereTheApplicationHasNoRedis() {
        application.run(context -> {
            assertThat(defaultStore(context)).isEqualTo("statestore (state.sqlite/v1)");
            assertThat(folder().resolve(".inlay/state/keeper.db")).exists();
            assertThat(context).doesNotHaveBean(RedisConnectionSettings.class);
        });
    }

    @Test
    void stateInAFileSurvivesARestart() {
        application.run(
                context -> context.getBean(StateClient.class).save("kept", "42").block(LIMIT));
        application.run(context -> assertThat(context.getBean(StateClient.class)
                        .get("kept", String.class)
                        .block(LIMIT))
                .isEqualTo("42"));
    }

    @Test
    void itIsTheRedisOfTheApplicationOnItsOwnClientResourcesInDaprsLayout() {
        Queue<String> commands = new ConcurrentLinkedQueue<>();
        application
                .withPropertyValues(
                        "spring.data.redis.port=" + redis().port(),
                        "spring.data.redis.username=default",
                        "spring.data.redis.password=" + PASSWORD,
                        "spring.data.redis.database=3")
                .withBean(
                        ClientResourcesBuilderCustomizer.class,
                        () -> resources -> resources.commandLatencyRecorder((CommandRecorder) commands::add))
                .run(context -> {
                    assertThat(defaultStore(context)).isEqualTo("statestore (state.redis/v1)");
                    context.getBean(StateClient.class)
                            .save("order", Map.of("orderId", 42))
                            .block(LIMIT);
                    redis().commands().select(3);
                    assertThat(redis().commands().hgetall("keeper||order"))
                            .isEqualTo(Map.of("data", "{\"orderId\":42}", "version", "1"));
                    assertThat(commands).contains("EVALSHA");
                });
    }

    @Test
    void itIsReachedByUrlOverTlsWithTheBundleOfTheApplication() {
        application
                .withPropertyValues(
                        "spring.data.redis.url=rediss://default:" + PASSWORD + "@127.0.0.1:" + TLS_PORT + "/4",
                        "spring.data.redis.ssl.bundle=redis",
                        "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + folder().resolve("authority.pem"))
                .run(context -> {
                    assertThat(defaultStore(context)).isEqualTo("statestore (state.redis/v1)");
                    context.getBean(StateClient.class).save("tls", 1).block(LIMIT);
                    redis().commands().select(4);
                    assertThat(redis().commands().hget("keeper||tls", "data")).isEqualTo("1");
                });
    }

    @Test
    void itIsTheRedisThatTestcontainersOrComposeOrABeanTellsOf() {
        application
                .withBean(RedisConnectionDetails.class, () -> new RedisConnectionDetails() {
                    @Override
                    public String getPassword() {
                        return PASSWORD;
                    }

                    @Override
                    public Standalone getStandalone() {
                        return Standalone.of("127.0.0.1", redis().port());
                    }
                })
                .run(context -> assertThat(defaultStore(context)).isEqualTo("statestore (state.redis/v1)"));
    }

    @Test
    void sentinelsAreAskedWithTheirOwnLogin() {
        settings(
                new String[] {
                    "spring.data.redis.sentinel.master=orders",
                    "spring.data.redis.sentinel.nodes[0]=one:26379",
                    "spring.data.redis.sentinel.nodes[1]=two:26380",
                    "spring.data.redis.sentinel.username=watcher",
                    "spring.data.redis.sentinel.password=secret",
                    "spring.data.redis.password=another",
                    "spring.data.redis.database=2",
                    "spring.data.redis.timeout=7s"
                },
                settings -> {
                    assertThat(settings.topology())
                            .isEqualTo(new Sentinel(
                                    "orders",
                                    List.of(new RedisAddress("one", 26379), new RedisAddress("two", 26380)),
                                    new Login("watcher", "secret")));
                    assertThat(settings.login()).isEqualTo(new Login(null, "another"));
                    assertThat(settings.database()).isEqualTo(2);
                    assertThat(settings.timing().command()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(settings.tls()).isNull();
                });
    }

    @Test
    void aClusterIsFoundByItsNodes() {
        settings(
                new String[] {
                    "spring.data.redis.cluster.nodes[0]=one:7000",
                    "spring.data.redis.cluster.nodes[1]=two:7001",
                    "spring.data.redis.ssl.enabled=true",
                    "spring.data.redis.connect-timeout=1s"
                },
                settings -> {
                    assertThat(settings.topology())
                            .isEqualTo(
                                    new Cluster(List.of(new RedisAddress("one", 7000), new RedisAddress("two", 7001))));
                    assertThat(settings.tls()).isNotNull();
                    assertThat(settings.timing().connect()).isEqualTo(Duration.ofSeconds(1));
                });
    }

    @Test
    void aUrlMayAskForEncryption() {
        settings(new String[] {"spring.data.redis.url=rediss://redis.example.org:6380"}, settings -> {
            assertThat(settings.address()).isEqualTo("redis.example.org:6380");
            assertThat(settings.tls()).isNotNull();
        });
    }

    /** Hands over how the application's Redis would be reached; nobody connects there. */
    private void settings(String[] properties, Consumer<RedisConnectionSettings> check) {
        application
                .withPropertyValues(properties)
                .withPropertyValues("inlay.components.statestore.type=state.in-memory")
                .run(context -> check.accept(context.getBean(RedisConnectionSettings.class)));
    }

    @Test
    void aComponentOfItsNameComesFirst() {
        application
                .withPropertyValues(
                        "spring.data.redis.host=nowhere.invalid", "inlay.components.statestore.type=state.in-memory")
                .run(context -> assertThat(defaultStore(context)).isEqualTo("statestore (state.in-memory/v1)"));
    }

    @Test
    void aFileThatIsNamedComesBeforeRedis() {
        application
                .withPropertyValues(
                        "spring.data.redis.host=nowhere.invalid", "inlay.state.path=" + folder().resolve("named.db"))
                .run(context -> {
                    assertThat(defaultStore(context)).isEqualTo("statestore (state.sqlite/v1)");
                    assertThat(folder().resolve("named.db")).exists();
                });
    }

    @Test
    void aRedisComponentWithoutAnAddressIsTheRedisOfTheApplication() {
        application
                .withPropertyValues(
                        "spring.data.redis.host=127.0.0.1",
                        "spring.data.redis.port=" + redis().port(),
                        "spring.data.redis.password=" + PASSWORD,
                        "inlay.components.statestore.type=state.redis",
                        "inlay.components.statestore.init-timeout=30s",
                        "inlay.components.statestore.metadata.keyPrefix=none")
                .run(context -> {
                    context.getBean(StateClient.class).save("unprefixed", 1).block(LIMIT);
                    redis().commands().select(0);
                    assertThat(redis().commands().hget("unprefixed", "data")).isEqualTo("1");
                });
    }

    @Test
    void itIsAFileWhereDataRedisIsNotOnTheClassPath() {
        application
                .withClassLoader(new FilteredClassLoader(RedisOperations.class))
                .withPropertyValues("spring.data.redis.host=nowhere.invalid")
                .run(context -> {
                    assertThat(defaultStore(context)).isEqualTo("statestore (state.sqlite/v1)");
                    assertThat(context).doesNotHaveBean(RedisStateStoreFactory.class);
                });
    }

    private static String defaultStore(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(InlayRuntime.class).components().stream()
                .filter(status -> status.name().equals("statestore"))
                .map(ComponentStatus::displayName)
                .findFirst()
                .orElseThrow();
    }

    private static Path folder() {
        return Objects.requireNonNull(folder, "made before all tests");
    }

    private static EmbeddedRedis redis() {
        return Objects.requireNonNull(redis, "started before all tests");
    }

    /** Told of each command that went through the application's client resources. */
    @FunctionalInterface
    private interface CommandRecorder extends CommandLatencyRecorder {

        void record(String command);

        @Override
        default void recordCommandLatency(
                SocketAddress local,
                SocketAddress remote,
                ProtocolKeyword command,
                long firstResponse,
                long completion) {
            record(command.toString());
        }
    }
}
