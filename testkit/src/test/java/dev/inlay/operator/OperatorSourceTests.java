package dev.inlay.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import dev.inlay.component.MetadataItem;
import dev.inlay.component.Resource;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Peers;
import dev.inlay.identity.SpiffeId;
import dev.inlay.testkit.controlplane.FakeControlPlane;
import dev.inlay.testkit.identity.TestWorkload;
import dev.inlay.time.TimeSource;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the operator tells is what an application has, and stays so when the operator is gone. */
class OperatorSourceTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AppIdentity APP = new AppIdentity("orders", "shop");

    private final FakeControlPlane cluster = FakeControlPlane.start();
    private final Disposable.Composite watching = Disposables.composite();
    private final List<Manifests> told = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private @Nullable OperatorSource source;

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        watching.dispose();
        if (source != null) {
            source.close();
        }
        cluster.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(OperatorLink.class);
    }

    @Test
    void manifestsAreThoseOfTheClusterThatAreMeantForTheApplication() {
        cluster.put("Configuration", "tracing", configuration("tracing", "1"));
        cluster.put("Configuration", "other", configuration("other", "0"));
        cluster.put("Component", "statestore", component("statestore", "127.0.0.1:6379"));
        cluster.put("HTTPEndpoint", "github", """
                {"metadata":{"name":"github","namespace":"shop"},"spec":{"baseUrl":"https://api.github.com"}}""");
        cluster.put("Resiliency", "ours", resiliency("ours", "orders"));
        cluster.put("Resiliency", "theirs", resiliency("theirs", "payments"));
        cluster.put("Subscription", "s", """
                {"metadata":{"name":"s"},"spec":{"pubsubname":"p","topic":"t","routes":{"default":"/t"}}}""");

        Manifests manifests = load(source("tracing"));

        assertThat(manifests.configurations()).extracting(Resource::name).containsExactly("tracing");
        assertThat(manifests.resources())
                .extracting(resource -> resource.kind() + " " + resource.name())
                .containsExactly("Resiliency ours", "Component statestore", "HTTPEndpoint github", "Subscription s");
        assertThat(ComponentManifest.allOf(manifests.resources()))
                .singleElement()
                .extracting(ComponentManifest::displayName)
                .isEqualTo("statestore (state.redis/v1)");
    }

    @Test
    void secretsThatTheOperatorHasLookedUpAreTakenAsTheyAreAndNeverShown() {
        String secret = Base64.getEncoder().encodeToString("p{appID}ss".getBytes(StandardCharsets.UTF_8));
        cluster.put("Component", "statestore", """
                {"metadata":{"name":"statestore"},"spec":{"type":"state.redis","version":"v1","metadata":[
                {"name":"redisPassword","value":"%s","secretKeyRef":{"name":"redis","key":"password"}},
                {"name":"elsewhere","secretKeyRef":{"name":"redis","key":"none"}}]}}""".formatted(secret));

        Manifests manifests = load(source(null));

        assertThat(ComponentManifest.allOf(manifests.resources()).get(0).metadata())
                .containsExactly(
                        new MetadataItem.Secret("redisPassword", "p{appID}ss"),
                        new MetadataItem.SecretKeyRef("elsewhere", "redis", "none"));
        assertThat(manifests.toString()).doesNotContain("ss\"").doesNotContain("p{appID}ss");
    }

    @Test
    void secretsOfAnotherStoreAreLeftToIt() {
        cluster.put("Component", "statestore", """
                {"metadata":{"name":"statestore"},"auth":{"secretStore":"vault"},"spec":{"type":"state.redis",
                "version":"v1","metadata":[{"name":"redisPassword","secretKeyRef":{"name":"redis","key":"password"}}]}}""");

        Manifests manifests = load(source(null));

        assertThat(ComponentManifest.allOf(manifests.resources()).get(0).metadata())
                .containsExactly(new MetadataItem.SecretKeyRef("redisPassword", "redis", "password"));
    }

    @Test
    void whatTheClusterNotesAboutAnObjectIsNoChangeOfIt() {
        cluster.put("Component", "a", """
                {"kind":"Component","apiVersion":"dapr.io/v1alpha1","metadata":{"name":"a","namespace":"shop",
                "resourceVersion":"7","generation":1,"managedFields":[{"manager":"kubectl"}]},
                "spec":{"type":"state.in-memory","version":"v1"},"status":{"x":null}}""");
        Manifests before = load(source(null));
        cluster.put("Component", "a", """
                {"metadata":{"name":"a","namespace":"shop","resourceVersion":"8"},
                "spec":{"version":"v1","type":"state.in-memory"}}""");

        assertThat(load(source(null))).isEqualTo(before);
    }

    @Test
    void aConfigurationThatIsMissingEndsTheStartInDaprsWords() {
        assertThatThrownBy(() -> load(source("tracing")))
                .isInstanceOf(OperatorUnavailableException.class)
                .hasMessage("error loading configuration: rpc error: code = Unknown desc = error getting configuration"
                        + " shop/tracing: not found");
    }

    @Test
    void anOperatorThatDoesNotAnswerEndsTheStartAfterHalfAMinute() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        cluster.stopOperator();
        OperatorSource made = source(null, TimeSource.of(clock));
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        watching.add(made.load().subscribe(loaded -> {}, failure::set));

        await().atMost(LIMIT).until(() -> !made.problem().isEmpty());
        assertThat(failure.get()).isNull();
        await().atMost(LIMIT).until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            return failure.get() != null;
        });

        assertThat(failure.get())
                .isInstanceOf(OperatorUnavailableException.class)
                .hasMessageContaining(cluster.operatorAddress())
                .hasMessageContaining("30 s")
                .hasMessageContaining("refused");
        assertThat(clock.now(TimeUnit.SECONDS)).isGreaterThanOrEqualTo(30);
    }

    @Test
    void aProgramThatIsNotTheOperatorIsNotListenedTo() {
        OperatorSource impostor = track(new OperatorSource(
                cluster.operatorAddress(),
                APP,
                null,
                () -> NettyChannelBuilder.forTarget(
                                cluster.operatorAddress(),
                                tls().client(Peers.exactly(
                                        new SpiffeId(FakeControlPlane.TRUST_DOMAIN, "elsewhere", "dapr-operator"))))
                        .build(),
                TimeSource.system()));
        watching.add(impostor.load().subscribe(loaded -> told.add(loaded), error -> {}));

        await().atMost(LIMIT).until(() -> impostor.problem().contains("elsewhere"));
        assertThat(told).isEmpty();
    }

    @Test
    void changesAreToldAsTheyHappen() {
        cluster.put("Component", "a", component("a", "1"));
        OperatorSource followed = follow(source("mine"), configuration("mine", "1"));

        cluster.put("Component", "b", component("b", "1"));
        awaitComponents("a=1", "b=1");
        cluster.put("Component", "a", component("a", "2"));
        awaitComponents("a=2", "b=1");
        cluster.remove("Component", "b");
        awaitComponents("a=2");
        assertThat(components(load(followed))).containsExactly("a=2");
    }

    @Test
    void onlyTheConfigurationOfTheApplicationCountsAndItStaysWhenItIsDeleted() {
        OperatorSource followed = follow(source("mine"), configuration("mine", "1"));

        cluster.put("Configuration", "other", configuration("other", "0.5"));
        cluster.put("Configuration", "mine", configuration("mine", "0.1"));
        cluster.remove("Configuration", "mine");
        cluster.put("Component", "a", component("a", "1"));
        awaitComponents("a=1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(load(followed).configurations())
                .singleElement()
                .satisfies(mine -> assertThat(mine.body().toString()).contains("0.1")));
    }

    @Test
    void whileTheOperatorIsAwayEverythingStaysAndTwoLinesTellOfIt() {
        cluster.put("Component", "a", component("a", "1"));
        OperatorSource followed = follow(source(null), null);

        cluster.stopOperator();
        await().atMost(LIMIT).until(() -> !lines().isEmpty());
        assertThat(components(Objects.requireNonNull(followed.read().block(LIMIT))))
                .containsExactly("a=1");
        assertThat(components(load(followed))).containsExactly("a=1");
        cluster.put("Component", "a", component("a", "2"));
        cluster.put("Component", "b", component("b", "1"));
        cluster.startOperator();

        awaitComponents("a=2", "b=1");
        await().atMost(LIMIT).until(() -> lines().size() > 1);
        cluster.put("Component", "c", component("c", "1"));
        awaitComponents("a=2", "b=1", "c=1");
        assertThat(lines())
                .satisfiesExactly(
                        lost -> assertThat(lost)
                                .startsWith("The operator at " + cluster.operatorAddress() + " is lost")
                                .contains("stays as it is known"),
                        back -> assertThat(back)
                                .isEqualTo("The operator at " + cluster.operatorAddress() + " is back"));
    }

    /** As a runtime does: it begins with what there is, then follows. */
    private OperatorSource follow(OperatorSource followed, @Nullable String configuration) {
        if (configuration != null) {
            cluster.put("Configuration", "mine", configuration);
        }
        load(followed);
        watching.add(followed.changes().concatMap(manifests -> manifests).subscribe(told::add));
        await().atMost(LIMIT).until(() -> cluster.watchers("Component") > 0 && cluster.watchers("Configuration") > 0);
        return followed;
    }

    private void awaitComponents(String... expected) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(told).last().satisfies(manifests -> assertThat(components(manifests))
                        .containsExactly(expected)));
    }

    private List<String> lines() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static List<String> components(Manifests manifests) {
        return ComponentManifest.allOf(manifests.resources()).stream()
                .map(component -> component.name() + "="
                        + ((MetadataItem.Value) component.metadata().get(0)).value())
                .toList();
    }

    private static Manifests load(OperatorSource from) {
        return Objects.requireNonNull(from.load().block(LIMIT));
    }

    private OperatorSource source(@Nullable String configuration) {
        return source(configuration, TimeSource.system());
    }

    private OperatorSource source(@Nullable String configuration, TimeSource time) {
        return track(new OperatorSource(
                cluster.operatorAddress(),
                APP,
                configuration,
                () -> NettyChannelBuilder.forTarget(
                                cluster.operatorAddress(),
                                tls().client(Peers.exactly(new SpiffeId(
                                        FakeControlPlane.TRUST_DOMAIN, FakeControlPlane.NAMESPACE, "dapr-operator"))))
                        .build(),
                time));
    }

    private OperatorSource track(OperatorSource made) {
        if (source != null) {
            source.close();
        }
        source = made;
        return made;
    }

    private IdentityTls tls() {
        return new IdentityTls(
                new TestWorkload(
                        cluster.authority().issue(new SpiffeId("public", "shop", "orders")),
                        cluster.authority().anchors()),
                TimeSource.system());
    }

    private static String component(String name, String host) {
        return """
                {"metadata":{"name":"%s","namespace":"shop","uid":"x"},"spec":{"type":"state.redis","version":"v1",
                "metadata":[{"name":"redisHost","value":"%s"}]}}""".formatted(name, host);
    }

    private static String configuration(String name, String rate) {
        return """
                {"metadata":{"name":"%s"},"spec":{"tracing":{"samplingRate":"%s"}}}""".formatted(name, rate);
    }

    private static String resiliency(String name, String scope) {
        return """
                {"metadata":{"name":"%s"},"scopes":["%s"],"spec":{"policies":{}}}""".formatted(name, scope);
    }
}
