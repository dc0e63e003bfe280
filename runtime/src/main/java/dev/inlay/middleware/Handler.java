package dev.inlay.middleware;

import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import dev.inlay.component.ComponentStatus.State;
import dev.inlay.message.MessageFilter;
import org.jspecify.annotations.Nullable;

/**
 * One place in a pipeline, and which component stands there.
 *
 * @param version empty for the first
 */
record Handler(String name, String type, String version) {

    /**
     * The component, if it is loaded; null if not. One that is on its way is waited for by the requests: what may check
     * who calls must not be left out for a moment.
     */
    @Nullable MessageFilter findIn(ComponentLookup components) {
        ComponentHandle<HttpMiddleware> handle = components.find(HttpMiddleware.class, name);
        if (handle == null || !handle.context().isOf(type, version)) {
            return null;
        }
        HttpMiddleware ready = handle.ifReady();
        if (ready != null) {
            return ready;
        }
        State state = handle.status().state();
        return state == State.FAILED || state == State.CLOSED ? null : new Awaited(handle);
    }

    @Override
    public String toString() {
        return name + " (" + type + (version.isEmpty() ? "" : "/" + version) + ")";
    }
}
