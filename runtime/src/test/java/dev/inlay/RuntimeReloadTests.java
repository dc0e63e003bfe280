package dev.inlay;

import static org.assertj.core.api.Assertions.assertThat;
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

    private final List<ResourceChange> restarts = new CopyOnWriteArrayList<>();
    private @Nullable InlayRuntime runtime;

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        if (runtime != null) {
            runtime.stop().block(LIMIT);
        }
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
