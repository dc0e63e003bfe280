package dev.inlay.component.local.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.RuntimeOptions;
import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentInitException;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.MetadataField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** In a whole runtime, manifests get their secrets from the stores they name. */
class SecretReferencesTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final RecordingFactory recording = new RecordingFactory();
    private @Nullable InlayRuntime runtime;

    @BeforeEach
    void writeStores() throws IOException {
        Files.writeString(
                folder.resolve("secrets.json"), "{\"redis\": {\"password\": \"of the file\", \"user\": \"u\"}}");
        // The name puts them last: it is the need for them that makes them come first.
        Files.writeString(folder.resolve("z-stores.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: file}
                spec:
                  type: secretstores.local.file
                  version: v1
                  metadata:
                  - {name: secretsFile, value: "%1$s"}
                ---
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: multi}
                spec:
                  type: secretstores.local.file
                  version: v1
                  metadata:
                  - {name: secretsFile, value: "%1$s"}
                  - {name: multiValued, value: "true"}
                ---
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: env}
                spec:
                  type: secretstores.local.env
                  version: v1
                  metadata:
                  - {name: prefix, value: MY_}
                """.formatted(folder.resolve("secrets.json")));
    }

    @AfterEach
    void stop() {
        if (runtime != null) {
            runtime.stop().block(LIMIT);
        }
    }

    @Test
    void aPathInAFile() throws IOException {
        start("file", "{name: 'redis:password'}");

        assertThat(recording.passwords).containsExactly("of the file");
    }

    @Test
    void anEntryOfASecretWithSeveralValues() throws IOException {
        start("multi", "{name: redis, key: password}");

        assertThat(recording.passwords).containsExactly("of the file");
    }

    @Test
    void aVariableOfTheEnvironment() throws IOException {
        start("env", "{name: PASSWORD}");

        assertThat(recording.passwords).containsExactly("of the environment");
    }

    @Test
    void aSecretThatIsNotThereEndsTheStartNamingFieldSecretAndStoreButNoOtherSecret() {
        assertThatExceptionOfType(ComponentInitException.class)
                .isThrownBy(() -> start("multi", "{name: redis, key: pasword}"))
                .withMessageContaining("recorder")
                .withMessageContaining("'pasword' of secret 'redis' in secret store 'multi'")
                .withMessageContaining("only has password, user")
                .satisfies(error -> assertThat(error.toString()).doesNotContain("of the file"));
        assertThat(recording.passwords).isEmpty();
    }

    private void start(String store, String reference) throws IOException {
        Files.writeString(folder.resolve("a-recorder.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: recorder}
                spec:
                  type: bindings.recorder
                  version: v1
                  initTimeout: 500ms
                  metadata:
                  - name: password
                    secretKeyRef: %s
                auth: {secretStore: %s}
                """.formatted(reference, store));
        runtime = InlayRuntimes.builder(RuntimeOptions.of("app").withResourcesPaths(List.of(folder)))
                .factories(List.of(
                        recording, new EnvironmentSecretStoreFactory(Map.of("MY_PASSWORD", "of the environment"))))
                .build();
        runtime.start().block(LIMIT);
    }

    /** A component that remembers which passwords it was initialised with. */
    private static final class RecordingFactory implements ComponentFactory {

        private final List<String> passwords = new ArrayList<>();

        @Override
        public String type() {
            return "bindings.recorder";
        }

        @Override
        public List<MetadataField> fields() {
            return List.of(MetadataField.string("password").asRequired().asSensitive());
        }

        @Override
        public Component create(ComponentContext context) {
            ComponentMetadata metadata = context.metadata();
            return new Component() {
                @Override
                public Mono<Void> init() {
                    return Mono.fromRunnable(() -> passwords.add(metadata.get("password")));
                }

                @Override
                public Mono<Void> close() {
                    return Mono.empty();
                }
            };
        }
    }
}
