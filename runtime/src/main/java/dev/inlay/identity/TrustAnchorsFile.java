package dev.inlay.identity;

import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Roots in a file that somebody else keeps up to date: a volume of a ConfigMap, whose files Kubernetes replaces by moving
 * a link, or a plain file. Its content is looked at every two seconds, which sees either and works on every file system. A
 * new content that holds no certificates is not taken; a warning says so once.
 *
 * <p>Thread-safe.
 */
public final class TrustAnchorsFile implements TrustAnchors, Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(TrustAnchorsFile.class);

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(5);

    private final Path file;
    private final Sinks.Many<String> changes = Sinks.many().multicast().directBestEffort();
    private final Disposable watch;
    private volatile TrustAnchors now;
    private String refused = "";

    private TrustAnchorsFile(Path file, TrustAnchors first, TimeSource time) {
        this.file = file;
        this.now = first;
        this.watch = Flux.interval(PERIOD, time.scheduler())
                .onBackpressureDrop()
                .concatMap(tick -> read(file).onErrorResume(IOException.class, gone -> Mono.empty()), 1)
                .subscribe(this::take);
    }

    /**
     * Reads the file and begins to watch it. As long as there is none, or nothing in it, it is awaited, with a warning
     * every five seconds: on a new cluster it is filled when sentry has started. Fails with {@link
     * IllegalArgumentException} if it holds something else.
     */
    public static Mono<TrustAnchorsFile> open(Path file, TimeSource time) {
        return open(file, Mono.empty(), time);
    }

    /**
     * As {@link #open(Path, TimeSource)}, for files that are late: Kubernetes brings the content of a ConfigMap that has
     * changed into a pod after a minute or more.
     *
     * @param meanwhile what the file will hold, asked as long as it is not there; empty if that is not known
     */
    public static Mono<TrustAnchorsFile> open(Path file, Mono<String> meanwhile, TimeSource time) {
        String source = "the file of trust anchors " + file;
        return read(file)
                .filter(text -> !text.isBlank())
                .onErrorResume(IOException.class, missing -> meanwhile.switchIfEmpty(Mono.error(missing)))
                .switchIfEmpty(meanwhile)
                .switchIfEmpty(Mono.error(() -> new NoSuchFileException(file.toString())))
                .retryWhen(Retry.from(failures -> failures.concatMap(failure -> {
                    if (!(failure.failure() instanceof IOException missing)) {
                        return Mono.error(failure.failure());
                    }
                    if (failure.totalRetries() * PERIOD.toSeconds() % BETWEEN_WARNINGS.toSeconds()
                            < PERIOD.toSeconds()) {
                        LOG.warn(
                                "Trust anchors file '{}' not found or empty, waiting... ({})",
                                file,
                                missing.toString());
                    }
                    return Mono.delay(PERIOD, time.scheduler());
                })))
                .map(text -> new TrustAnchorsFile(file, TrustAnchors.of(text, source), time));
    }

    private static Mono<String> read(Path file) {
        return Mono.fromCallable(() -> Files.readString(file)).subscribeOn(Schedulers.boundedElastic());
    }

    private void take(String text) {
        if (text.equals(now.pem()) || text.equals(refused)) {
            return;
        }
        try {
            now = TrustAnchors.of(text, "the file of trust anchors " + file);
            refused = "";
            LOG.info("Trust anchors of {} have changed", file);
            changes.tryEmitNext(text);
        } catch (IllegalArgumentException e) {
            refused = text;
            LOG.warn("{}; those read before stay in force", e.getMessage());
        }
    }

    @Override
    public List<X509Certificate> certificates() {
        return now.certificates();
    }

    @Override
    public String pem() {
        return now.pem();
    }

    @Override
    public Flux<String> changes() {
        return changes.asFlux();
    }

    /** Ends the watching; the last known roots stay. */
    @Override
    public void dispose() {
        watch.dispose();
        changes.tryEmitComplete();
    }

    @Override
    public boolean isDisposed() {
        return watch.isDisposed();
    }
}
