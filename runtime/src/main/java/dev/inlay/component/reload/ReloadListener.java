package dev.inlay.component.reload;

import java.util.List;

/** Who hears what hot reload cannot do by itself. Called on any thread; must return at once. */
public interface ReloadListener {

    /**
     * Resources have changed that only a new start of the runtime brings in: Configurations; HTTPEndpoints and Resiliency
     * policies, unless it takes them over. They are sound as far as can be told without connecting. Said once for each change.
     */
    void restartNeeded(List<ResourceChange> changes);

    /**
     * A component that was added or changed cannot become ready, and its manifest does not ignore that. Dapr ends its
     * process then.
     */
    void componentFailed(Throwable failure);
}
