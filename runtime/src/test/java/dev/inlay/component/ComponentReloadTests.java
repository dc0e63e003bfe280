package dev.inlay.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.codec.JsonCodec;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Components are added, replaced and removed while the application runs. */
class ComponentReloadTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Map<String, Mono<Void>> closing = new ConcurrentHashMap<>();
    private @Nullable ComponentRegistry registry;

    @AfterEach
    void close() {
        if (registry != null) {
            registry.close().block(LIMIT);
        }
    }

    @Test
    void whatIsAddedIsBegunAndWhatIsRemovedIsClosed() {
        start(part("a", "1"), part("b", "1"));

        reload(part("a", "1"), part("c", "1"));

        assertThat(ready("c")).isEqualTo("c=1");
        assertThat(registry().find(Part.class, "b")).isNull();
        assertThat(events).containsExactlyInAnyOrder("init a=1", "init b=1", "close b=1", "init c=1");
        assertThat(registry().statuses()).hasSize(2);
    }

    @Test
    void whatHasChangedIsClosedBeforeTheNewOneBeginsAndCallersWaitForTheNewOne() {
        start(part("a", "1"));
        Sinks.Empty<Void> closed = Sinks.empty();
        closing.put("a=1", closed.asMono());

        Mono<Void> reload =
                registry().reload(List.of(part("a", "2")), failures::add).cache();
        reload.subscribe();

        ComponentHandle<Part> handle = handle("a");
        assertThat(handle.ifReady()).isNull();
        assertThat(events).containsExactly("init a=1", "close a=1");
        closed.tryEmitEmpty();
        reload.block(LIMIT);
        assertThat(Objects.requireNonNull(handle.whenReady().block(LIMIT)).text())
                .isEqualTo("a=2");
        assertThat(events).containsExactly("init a=1", "close a=1", "init a=2");
    }

    @Test
    void whatSaysTheSameIsLeftAloneWhereverItStands() {
        start(part("a", "1"));
        ComponentManifest moved = ComponentManifest.of(
                        "a", "parts.test", "v1", Map.of("value", "1"), ResourceSource.of("moved.yaml"))
                .withInitTimeout(part("a", "1").initTimeout());

        reload(moved);

        assertThat(events).containsExactly("init a=1");
    }

    @Test
    void aFaultChangesNothingAndTellsAllFaults() {
        start(part("a", "1"));
        ComponentManifest unknown =
                ComponentManifest.of("b", "parts.unknown", "v1", Map.of(), ResourceSource.of("b.yaml"));
        ComponentManifest incomplete =
                ComponentManifest.of("c", "parts.test", "v1", Map.of(), ResourceSource.of("c.yaml"));

        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> reload(part("a", "2"), unknown, incomplete))
                .satisfies(error -> assertThat(error.faults()).hasSize(2));
        assertThat(ready("a")).isEqualTo("a=1");
        assertThat(events).containsExactly("init a=1");
    }

    @Test
    void aNewComponentThatCannotBecomeReadyIsToldUnlessItsManifestIgnoresThat() {
        start();

        reload(part("ignored", "fail").withIgnoreErrors(true), part("told", "fail"));

        Awaitility.await().atMost(LIMIT).until(() -> !failures.isEmpty());
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure)
                .isInstanceOf(ComponentInitException.class)
                .hasMessageContaining("told (parts.test/v1)"));
    }

    @Test
    void aReplacementThatIsItselfReplacedIsNoFailure() {
        start();
        reload(part("a", "never"));

        reload(part("a", "2"));

        assertThat(ready("a")).isEqualTo("a=2");
        assertThat(failures).isEmpty();
    }

    @Test
    void aComponentTakesItsSecretsFromTheStoreThatIsThereWhenItBegins() {
        start(vault("old"));
        reload(vault("new"), secretPart("a"));

        assertThat(ready("a")).isEqualTo("a=new");
    }

    @Test
    void aComponentThatWaitsForAStoreThatIsReplacedWaitsForTheNewOne() {
        registry = registry(vault("never"), secretPart("a"));
        registry.start().subscribe(done -> {}, error -> {});

        reload(vault("new"), secretPart("a"));

        assertThat(ready("a")).isEqualTo("a=new");
    }

    @Test
    void beforeTheStartNothingIsBegunAndAfterTheEndNothingHappens() {
        registry = registry(part("a", "1"));
        reload(part("b", "1"));
        assertThat(events).isEmpty();

        registry.start().block(LIMIT);
        assertThat(events).containsExactly("init b=1");

        registry.close().block(LIMIT);
        reload(part("c", "1"));
        assertThat(events).containsExactly("init b=1", "close b=1");
    }

    private void start(ComponentManifest... manifests) {
        registry = registry(manifests);
        registry.start().block(LIMIT);
    }

    private ComponentRegistry registry(ComponentManifest... manifests) {
        return ComponentRegistry.builder(new AppIdentity("app", ""), TimeSource.system(), JsonCodec.standard())
                .factories(List.of(new PartFactory("parts.test"), new PartFactory("secretstores.parts")))
                .manifests(List.of(manifests))
                .build();
    }

    private ComponentRegistry registry() {
        return Objects.requireNonNull(registry);
    }

    private void reload(ComponentManifest... manifests) {
        registry().reload(List.of(manifests), failures::add).block(LIMIT);
    }

    private ComponentHandle<Part> handle(String name) {
        return Objects.requireNonNull(registry().find(Part.class, name));
    }

    private String ready(String name) {
        return Objects.requireNonNull(handle(name).whenReady().block(LIMIT)).text();
    }

    private static ComponentManifest part(String name, String value) {
        return ComponentManifest.of(name, "parts.test", "v1", Map.of("value", value), ResourceSource.of(name + ".yaml"))
                .withInitTimeout(Duration.ofMillis(value.equals("fail") ? 50 : 8_000));
    }

    private static ComponentManifest vault(String value) {
        return ComponentManifest.of(
                        "vault", "secretstores.parts", "v1", Map.of("value", value), ResourceSource.of("vault.yaml"))
                .withInitTimeout(Duration.ofSeconds(8));
    }

    private static ComponentManifest secretPart(String name) {
        return ComponentManifest.of(name, "parts.test", "v1", Map.of(), ResourceSource.of(name + ".yaml"))
                .withSecret("vault", new MetadataItem.SecretKeyRef("value", "secret", "secret"));
    }

    /** A component that says what it was made with, and hands it out as a secret. */
    @ComponentCategory("parts")
    interface Part extends SecretSource {
        String text();
    }

    private final class PartFactory implements ComponentFactory {

        private final String type;

        PartFactory(String type) {
            this.type = type;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public Set<String> versions() {
            return Set.of("v1");
        }

        @Override
        public List<MetadataField> fields() {
            return new ArrayList<>(List.of(MetadataField.string("value").asRequired()));
        }

        @Override
        public Component create(ComponentContext context) {
            String value = context.metadata().get("value");
            return new TestPart(context.name() + "=" + value, value);
        }
    }

    private final class TestPart implements Part {

        private final String text;
        private final String value;

        TestPart(String text, String value) {
            this.text = text;
            this.value = value;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public Mono<Void> init() {
            return switch (value) {
                case "fail" -> Mono.error(new IllegalStateException("broken"));
                case "never" -> Mono.never();
                default -> Mono.fromRunnable(() -> events.add("init " + text));
            };
        }

        @Override
        public Mono<Void> close() {
            return Mono.defer(() -> {
                events.add("close " + text);
                return closing.getOrDefault(text, Mono.empty());
            });
        }

        @Override
        public Mono<Map<String, String>> get(String name, Map<String, String> metadata) {
            return Mono.just(Map.of(name, value));
        }
    }
}
