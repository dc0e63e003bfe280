package dev.inlay;

import dev.inlay.api.ApiBackend;
import dev.inlay.api.Shutdown;
import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentStatus;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.peer.PeerAddress;
import dev.inlay.secret.SecretClient;
import dev.inlay.state.StateClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The runtime of one application: its components, its way to other instances and theirs to it. Life: {@link #start},
 * {@link #serve}, {@link #stopServing}, {@link #stop}; each may be called once and does nothing when called again.
 *
 * <p>Thread-safe. Block clients work from the beginning; a call made before the component behind it is ready waits for
 * it, so nobody needs to know the order in which things start.
 */
public interface InlayRuntime {

    AppIdentity app();

    /**
     * Begins to initialise the components, in the background. Completes when all are ready; fails with the fault of every
     * manifest, or with the first component that cannot become ready.
     */
    Mono<Void> start();

    /**
     * Opens the internal port, hands calls from other instances to the application and announces this instance.
     *
     * @param channel the way to the application; null for one that takes no calls, which callers are told then
     */
    Mono<Void> serve(@Nullable AppChannel channel);

    /** Withdraws the announcement, lets calls under way finish within the grace period and closes the internal port. */
    Mono<Void> stopServing();

    /** Closes the components, those that others need last. Includes {@link #stopServing}. */
    Mono<Void> stop();

    /** The client of the default state store. */
    StateClient state();

    InvokeClient invoke();

    /** The client of the secret stores, within the scopes of the Configuration. */
    SecretClient secrets();

    /**
     * What the heads of the API translate to.
     *
     * @param shutdown ends the runtime in order, and the process if it is a sidecar; returns at once
     */
    ApiBackend api(Shutdown shutdown);

    /** How the components are, in the order of their manifests. */
    List<ComponentStatus> components();

    /** Asks a component's backing service whether it answers. Fails if it does not. */
    Mono<Void> ping(String component);

    /**
     * Whether {@link #start} has completed, and {@link #serve} too if it was called, and neither has been undone. An
     * application that serves nothing is ready without it.
     */
    boolean isReady();

    /** Where other instances reach this one; null while it does not serve. */
    @Nullable PeerAddress internalAddress();
}
