package dev.inlay.component;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One component under the runtime's care.
 *
 * @param <C> what it is
 */
public interface ComponentHandle<C extends Component> {

    /** Its name, type, version and metadata. */
    ComponentContext context();

    /** The component if it is ready now, else null. The cheap way for every call. */
    @Nullable C ifReady();

    /**
     * The component once it is ready. Fails with {@link ComponentInitException} if it cannot become ready, at the latest
     * when the init timeout has passed.
     */
    Mono<C> whenReady();

    ComponentStatus status();
}
