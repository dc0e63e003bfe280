package dev.inlay.component;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A connection to one backing service, as one manifest describes it: what every store, broker, binding and resolver has
 * in common. The runtime calls {@link #init()} once before any other method, and {@link #close()} once at the end, also
 * when {@code init} failed.
 *
 * <p>Thread-safe. No method blocks; a blocking driver is put on a scheduler of its own.
 */
public interface Component {

    /**
     * Connects. Completes when the component is usable; fails when it cannot be, with a message that names the address
     * and the cause. Must be repeatable after a failure: the runtime tries again until the init timeout has passed.
     */
    Mono<Void> init();

    /** Completes if the backing service answers. For health, so it should cost little. */
    default Mono<Void> ping() {
        return Mono.empty();
    }

    /**
     * Where the backing service is, as {@code host:port} or a file, without credentials; null if it has no place. For
     * messages.
     */
    default @Nullable String address() {
        return null;
    }

    /**
     * What it can do beyond what all of its kind can, in the words of Dapr's metadata, as {@code ETAG}. Constant once
     * {@link #init()} has completed.
     */
    default List<String> capabilities() {
        return List.of();
    }

    /** Releases everything. Never fails on a second call. */
    Mono<Void> close();
}
