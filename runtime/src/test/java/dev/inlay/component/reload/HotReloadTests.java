package dev.inlay.component.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.Manifests;
import dev.inlay.component.MetadataField;
import dev.inlay.component.reload.ResourceChange.Type;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What is changed in the folders with manifests is brought in, however it is changed. */
class HotReloadTests implements ReloadListener {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final AppIdentity APP = new AppIdentity("app", "");

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<ResourceChange> restarts = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger comparisons = new AtomicInteger();
    private final ComponentRegistry registry = ComponentRegistry.builder(APP, TimeSource.system(), JsonCodec.standard())
            .factories(List.of(new PartFactory()))
            .build();
    private @Nullable HotReload reload;

    @TempDir
    Path home;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(home.resolve("resources"));
        registry.start().block(LIMIT);
    }

    @AfterEach
    void stop() {
        if (reload != null) {
            reload.stop();
        }
        registry.close().block(LIMIT);
    }

    @Test
    void aComponentIsAddedChangedAndRemovedWithItsFile() throws IOException {
        watch(folder, SELDOM);

        write("a.yaml", component("a", "1"));
        awaitEvents("init a=1");
        write("a.yaml", component("a", "2"));
        awaitEvents("init a=1", "close a=1", "init a=2");
        Files.delete(folder.resolve("a.yaml"));
        awaitEvents("init a=1", "close a=1", "init a=2", "close a=2");
    }

    @Test
    void aFileThatIsRenamedIntoItsPlaceIsRead() throws IOException {
        write("a.yaml", component("a", "1"));
        watch(folder, SELDOM);
        awaitEvents("init a=1");

        Path other = Files.writeString(home.resolve("edited"), component("a", "2"));
        Files.move(other, folder.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);

        awaitEvents("init a=1", "close a=1", "init a=2");
    }

    @Test
    void aFolderIsFollowedAsKubernetesChangesAConfigMap() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Files.writeString(first.resolve("a.yaml"), component("a", "1"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        watch(folder, SELDOM);
        awaitEvents("init a=1");

        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(second.resolve("a.yaml"), component("a", "2"));
        Path turned = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(turned, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        awaitEvents("init a=1", "close a=1", "init a=2");
    }

    @Test
    void whatTheWatchDoesNotSeeIsFoundAtTheNextFullComparison() throws IOException {
        write("a.yaml", component("a", "1"));
        Path link = Files.createSymbolicLink(home.resolve("link"), folder);
        watch(link, Duration.ofMillis(100));
        awaitEvents("init a=1");

        Path other = Files.createDirectory(home.resolve("other"));
        Files.writeString(other.resolve("a.yaml"), component("a", "2"));
        Path turned = Files.createSymbolicLink(home.resolve("turned"), other);
        Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE);

        awaitEvents("init a=1", "close a=1", "init a=2");
    }

    @Test
    void whileAFileIsWrongEverythingStaysAsItWasAndMendingItBringsAllIn() throws IOException {
        write("a.yaml", component("a", "1"));
        watch(folder, Duration.ofMillis(100));
        awaitEvents("init a=1");

        write("broken.yaml", "apiVersion: [");
        // Who has listed the folder before that, and reads its files now, would take the next one for sound.
        awaitComparisons(2);
        write("a.yaml", component("a", "2"));
        awaitComparisons(3);
        assertThat(events).containsExactly("init a=1");

        write("broken.yaml", component("b", "1"));
        await().atMost(LIMIT).until(() -> events.contains("init b=1") && events.contains("init a=2"));
    }

    @Test
    void aComponentOfAnUnknownTypeKeepsEverythingAsItWas() throws IOException {
        write("a.yaml", component("a", "1"));
        watch(folder, Duration.ofMillis(100));
        awaitEvents("init a=1");

        write("b.yaml", component("b", "1").replace("parts.test", "parts.tset"));
        awaitComparisons(3);

        assertThat(events).containsExactly("init a=1");
        assertThat(failures).isEmpty();
    }

    @Test
    void whatSaysTheSameIsLeftAlone() throws IOException {
        write("a.yaml", component("a", "1"));
        watch(folder, Duration.ofMillis(100));
        awaitEvents("init a=1");

        write("a.yaml", "# a comment\n" + component("a", "1"));
        Files.move(folder.resolve("a.yaml"), folder.resolve("z.yaml"));
        awaitComparisons(3);

        assertThat(events).containsExactly("init a=1");
    }

    @Test
    void kindsThatNeedANewStartAreToldOnce() throws IOException {
        watch(folder, Duration.ofMillis(100));

        write("policies.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata: {name: policies}
                spec: {policies: {}}
                """);
        await().atMost(LIMIT).until(() -> !restarts.isEmpty());
        awaitComparisons(3);

        assertThat(restarts).containsExactly(new ResourceChange("Resiliency", "policies", Type.CREATED));
    }

    @Test
    void aComponentThatCannotBecomeReadyIsTold() throws IOException {
        watch(folder, SELDOM);

        write("a.yaml", component("a", "fail"));

        await().atMost(LIMIT).until(() -> !failures.isEmpty());
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("a (parts.test/v1)")
                .hasMessageContaining("broken"));
    }

    @Test
    void betweenTwoFullComparisonsThePeriodPassesAndOnceItIsStoppedThereIsNone() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        watch(folder, HotReload.DEFAULT_PERIOD, TimeSource.of(clock));
        clock.advanceTime();
        await().atMost(LIMIT).until(() -> comparisons.get() == 1);

        clock.advanceTimeBy(HotReload.DEFAULT_PERIOD.minusSeconds(1));
        assertThat(comparisons).hasValue(1);
        clock.advanceTimeBy(Duration.ofSeconds(1));
        await().atMost(LIMIT).until(() -> comparisons.get() == 2);

        Objects.requireNonNull(reload).stop();
        clock.advanceTimeBy(HotReload.DEFAULT_PERIOD.multipliedBy(10));
        assertThat(comparisons).hasValue(2);
    }

    @Override
    public void restartNeeded(List<ResourceChange> changes) {
        restarts.addAll(changes);
    }

    @Override
    public void componentFailed(Throwable failure) {
        failures.add(failure);
    }

    private void watch(Path path, Duration period) {
        watch(path, period, TimeSource.system());
    }

    private void watch(Path path, Duration period, TimeSource time) {
        FolderSource folders = new FolderSource(APP, List.of(path), List.of(), time);
        reload = new HotReload(
                new Counted(folders, comparisons),
                manifests -> {
                    List<ComponentManifest> components = ComponentManifest.allOf(manifests.resources());
                    return () -> components;
                },
                new Manifests(List.of(), List.of()),
                registry,
                this,
                period,
                time);
        reload.start();
    }

    /** Counts how often somebody reads. */
    private record Counted(FolderSource folders, AtomicInteger readings) implements ManifestSource {

        @Override
        public Mono<Manifests> load() {
            return folders.load();
        }

        @Override
        public Mono<Manifests> read() {
            return folders.read().doOnSubscribe(begun -> readings.incrementAndGet());
        }

        @Override
        public Flux<Mono<Manifests>> changes() {
            return folders.changes();
        }

        @Override
        public String describe() {
            return folders.describe();
        }
    }

    private void awaitEvents(String... expected) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(events).containsExactly(expected));
    }

    /** Waits until the present content of the folder has been compared, and then some. */
    private void awaitComparisons(int further) {
        int now = comparisons.get();
        await().atMost(LIMIT).until(() -> comparisons.get() >= now + further);
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static String component(String name, String value) {
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: %s}
                spec:
                  type: parts.test
                  version: v1
                  initTimeout: 1s
                  metadata: [{name: value, value: "%s"}]
                """.formatted(name, value);
    }

    /** Makes components that tell of their lives. */
    private final class PartFactory implements ComponentFactory {

        @Override
        public String type() {
            return "parts.test";
        }

        @Override
        public List<MetadataField> fields() {
            return List.of(MetadataField.string("value").asRequired());
        }

        @Override
        public Component create(ComponentContext context) {
            return new Part(context.name() + "=" + context.metadata().get("value"));
        }
    }

    private final class Part implements Component {

        private final String text;

        Part(String text) {
            this.text = text;
        }

        @Override
        public Mono<Void> init() {
            return text.endsWith("=fail")
                    ? Mono.error(new IllegalStateException("broken"))
                    : Mono.fromRunnable(() -> events.add("init " + text));
        }

        @Override
        public Mono<Void> close() {
            return Mono.fromRunnable(() -> events.add("close " + text));
        }
    }
}
