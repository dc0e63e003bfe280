package dev.inlay.component;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What becomes of one name when components are reloaded. One of the two is there at least. Log lines are Dapr's.
 *
 * @param old what is to be closed; null if there was nothing of this name
 * @param made what takes its place; null if nothing does
 */
record ComponentChange(
        @Nullable ManagedComponent old, @Nullable ManagedComponent made) {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentRegistry.class);

    /**
     * Closes the one, then begins the other.
     *
     * @param begins whether new components are begun at all yet
     * @param failed hears why the new one cannot become ready, if its manifest does not ignore that
     */
    Mono<Void> apply(boolean begins, Consumer<Throwable> failed) {
        return close().then(Mono.fromRunnable(() -> begin(begins, failed)));
    }

    private Mono<Void> close() {
        if (old == null) {
            return Mono.empty();
        }
        return Mono.defer(() -> {
            LOG.info(
                    made == null ? "Closing existing Component: {}" : "Closing existing Component to reload: {}",
                    old.definition().displayName());
            return old.close();
        });
    }

    private void begin(boolean begins, Consumer<Throwable> failed) {
        if (made == null || !begins) {
            return;
        }
        String name = made.definition().displayName();
        LOG.info("Adding Component for processing: {}", name);
        made.start();
        LOG.info("Component updated: {}", name);
        made.started().subscribe(done -> {}, failure -> {
            if (made.status().state() != ComponentStatus.State.CLOSED) {
                failed.accept(failure);
            }
        });
    }
}
