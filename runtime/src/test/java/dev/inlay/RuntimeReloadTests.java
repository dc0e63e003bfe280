package dev.inlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentStatus;
import dev.inlay.component.MetadataField;
import dev.inlay.component.ResourceSource;
import dev.inlay.component.reload.ReloadListener;
import dev.inlay.component.reload.ResourceChange;
import dev.inlay.error.InlayException;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.resiliency.OperationTimeoutException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A whole runtime follows its resources folder. */
class RuntimeReloadTests implements ReloadListener, ComponentFactory {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(100);

    private static final String COMPONENT = """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: %s}
            spec: {type: parts.test, version: v1}
            """;
    private static final String POLICIES = """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: policies}
            spec:
              policies: {timeouts: {short: %s}}
            """;
    private static final String WEB_TIMEOUT = POLICIES + "  targets: {apps: {web: {timeout: short}}}\n";
    private static final String ENDPOINT = """
            apiVersion: dapr.io/v1alpha1
            kind: HTTPEndpoint
            metadata: {name: web}
            spec: {baseUrl: "http://127.0.0.1:%d"}
            """;

    private final List<ResourceChange> restarts = new CopyOnWriteArrayList<>();
    private final List<DisposableServer> servers = new CopyOnWriteArrayList<>();
    private @Nullable InlayRuntime runtime;

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        if (runtime != null) {
            runtime.stop().block(LIMIT);
        }
        servers.forEach(DisposableServer::disposeNow);
    }

    @Test
    void componentsComeAndGoWhileTheRuntimeRuns() throws IOException {
        InlayRuntime running = start();

        write("a.yaml", COMPONENT.formatted("a"));
        awaitComponents(running, "a (parts.test/v1)");
        Files.delete(folder.resolve("a.yaml"));
        awaitComponents(running);
    }

    @Test
    void aComponentByDefaultMakesWayForAManifestOfItsNameAndComesBack() throws IOException {
        ComponentManifest byDefault =
                ComponentManifest.of("a", "parts.test", "v2", Map.of(), ResourceSource.of("the default"));
        InlayRuntime running = start(byDefault);
        awaitComponents(running, "a (parts.test/v2)");

        write("a.yaml", COMPONENT.formatted("a"));
        awaitComponents(running, "a (parts.test/v1)");
        Files.delete(folder.resolve("a.yaml"));
        awaitComponents(running, "a (parts.test/v2)");
    }

    @Test
    void policiesAreToldOfOnlyWhenTheyAreSound() throws IOException {
        InlayRuntime running = start();

        write("policies.yaml", POLICIES.formatted("soon"));
        write("a.yaml", COMPONENT.formatted("a"));
        write("policies.yaml", POLICIES.formatted("5s"));

        awaitComponents(running, "a (parts.test/v1)");
        await().atMost(LIMIT).until(() -> !restarts.isEmpty());
        assertThat(restarts).containsExactly(new ResourceChange("Resiliency", "policies", ResourceChange.Type.CREATED));
    }

    @Test
    void endpointsAreTakenOverWhereARuntimeIsMadeForThat() throws IOException {
        InlayRuntime running = start(describe().reloadsPoliciesAndEndpoints());
        int first = server(Mono.just("first"));
        int second = server(Mono.just("second"));

        write("web.yaml", ENDPOINT.formatted(first));
        // Before it is taken over there is no such application.
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(InlayException.class)
                .untilAsserted(() -> assertThat(call(running)).isEqualTo("first"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(metadata(running).httpEndpoints())
                .containsExactly("web"));
        write("web.yaml", ENDPOINT.formatted(second));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(call(running)).isEqualTo("second"));

        Files.delete(folder.resolve("web.yaml"));
        await().atMost(LIMIT).until(() -> metadata(running).httpEndpoints().isEmpty());
        assertThat(restarts).isEmpty();
    }

    @Test
    void policiesAreTakenOverWhereARuntimeIsMadeForThat() throws IOException {
        write("web.yaml", ENDPOINT.formatted(server(Mono.never())));
        write("policies.yaml", WEB_TIMEOUT.formatted("100ms"));
        InlayRuntime running = start(describe().reloadsPoliciesAndEndpoints());
        assertThatExceptionOfType(OperationTimeoutException.class)
                .isThrownBy(() -> call(running))
                .withMessageContaining("100ms");

        write("policies.yaml", WEB_TIMEOUT.formatted("101ms"));
        await().atMost(LIMIT).untilAsserted(() -> assertThatExceptionOfType(OperationTimeoutException.class)
                .isThrownBy(() -> call(running))
                .withMessageContaining("101ms"));

        assertThat(metadata(running).resiliencies()).containsExactly("policies");
        assertThat(restarts).isEmpty();
    }

    /** A service outside; returns its port. */
    private int server(Mono<String> answer) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.sendString(answer))
                .bindNow();
        servers.add(server);
        return server.port();
    }

    private static RuntimeMetadata metadata(InlayRuntime running) {
        return running.api(() -> {}).metadata().get();
    }

    private static @Nullable String call(InlayRuntime running) {
        return running.invoke().get("web", "hello", String.class).block(LIMIT);
    }

    @Test
    void aConfigurationTurnsItOff() throws IOException {
        write("config.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata: {name: config}
                spec:
                  features: [{name: HotReload, enabled: false}]
                """);

        assertThat(reloads()).isFalse();
        Files.delete(folder.resolve("config.yaml"));
        assertThat(reloads()).isTrue();
    }

    private boolean reloads() {
        InlayRuntimes.Builder builder = describe();
        return RuntimeParts.of(builder, builder.chosenManifests()).reloads();
    }

    private InlayRuntimes.Builder describe() {
        return InlayRuntimes.builder(
                        RuntimeOptions.of("app").withHostAddress("127.0.0.1").withResourcesPaths(List.of(folder)))
                .factories(List.of(this))
                .hotReload(this, OFTEN);
    }

    private InlayRuntime start(ComponentManifest... defaults) {
        InlayRuntimes.Builder builder = describe();
        List.of(defaults).forEach(builder::defaultComponent);
        return start(builder);
    }

    private InlayRuntime start(InlayRuntimes.Builder builder) {
        InlayRuntime built = builder.build();
        runtime = built;
        built.start().block(LIMIT);
        return built;
    }

    private static void awaitComponents(InlayRuntime running, String... expected) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(running.components())
                .extracting(ComponentStatus::displayName)
                .containsExactly(expected));
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    @Override
    public void restartNeeded(List<ResourceChange> changes) {
        restarts.addAll(changes);
    }

    @Override
    public void componentFailed(Throwable failure) {
        throw new AssertionError(failure);
    }

    @Override
    public String type() {
        return "parts.test";
    }

    @Override
    public Set<String> versions() {
        return Set.of("v1", "v2");
    }

    @Override
    public List<MetadataField> fields() {
        return List.of();
    }

    @Override
    public Component create(ComponentContext context) {
        return new Component() {
            @Override
            public Mono<Void> init() {
                return Mono.empty();
            }

            @Override
            public Mono<Void> close() {
                return Mono.empty();
            }
        };
    }
}
