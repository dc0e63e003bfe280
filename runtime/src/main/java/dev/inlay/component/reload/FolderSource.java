package dev.inlay.component.reload;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.Manifests;
import dev.inlay.component.ResourceLoader;
import dev.inlay.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Manifests in folders. Files that are named as Configurations are read once, when a runtime begins. */
public final class FolderSource implements ManifestSource {

    /** Editors and Kubernetes write in several steps; so long must be quiet before anybody looks. */
    static final Duration QUIET = Duration.ofMillis(200);

    private final AppIdentity app;
    private final List<Path> resourcesPaths;
    private final List<Path> configPaths;
    private final ResourceLoader loader;
    private final TimeSource time;
    private volatile @Nullable Manifests loaded;
    private volatile @Nullable FolderWatch watch;

    /**
     * @param resourcesPaths folders (or files) with manifests
     * @param configPaths files with Configurations
     */
    public FolderSource(AppIdentity app, List<Path> resourcesPaths, List<Path> configPaths, TimeSource time) {
        this.app = app;
        this.resourcesPaths = resourcesPaths;
        this.configPaths = configPaths;
        this.loader = new ResourceLoader(app);
        this.time = time;
    }

    @Override
    public Mono<Manifests> load() {
        return Mono.fromCallable(this::readAll).subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * As {@link #load}, for who may wait for files.
     *
     * @throws dev.inlay.component.InvalidManifestException with every fault
     */
    public Manifests readAll() {
        Manifests all = Manifests.read(app, resourcesPaths, configPaths);
        loaded = all;
        return all;
    }

    @Override
    public Mono<Manifests> read() {
        return Mono.fromCallable(() -> {
                    FolderWatch watching = watch;
                    if (watching != null) {
                        watching.renew();
                    }
                    Manifests before = loaded;
                    return before == null ? readAll() : before.withResources(loader.load(resourcesPaths));
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Flux<Mono<Manifests>> changes() {
        return Flux.<Boolean>create(
                        sink -> {
                            FolderWatch opened = FolderWatch.open(resourcesPaths, () -> sink.next(true));
                            watch = opened;
                            sink.onDispose(opened::close);
                        },
                        FluxSink.OverflowStrategy.LATEST)
                .switchMap(change -> Mono.delay(QUIET, time.scheduler()).thenReturn(read()));
    }

    @Override
    public String describe() {
        return "Watching directories: " + resourcesPaths;
    }
}
