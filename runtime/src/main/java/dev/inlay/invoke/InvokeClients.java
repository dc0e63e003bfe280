package dev.inlay.invoke;

import dev.inlay.app.AppChannel;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.peer.RemoteApps;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes invoke clients. */
public final class InvokeClients {

    private InvokeClients() {}

    /**
     * A client for one application's calls of others, and of itself.
     *
     * @param self who calls
     * @param remote the way to other applications
     * @param endpoints the services outside that can be called in the place of an application
     * @param own the way to the application itself; gives null while there is none
     * @param maxBodySize the largest body that is held in memory, in bytes; streamed ones have no limit
     */
    public static InvokeClient of(
            AppIdentity self,
            RemoteApps remote,
            HttpEndpoints endpoints,
            Supplier<? extends @Nullable AppChannel> own,
            ResiliencyPolicies policies,
            Telemetry telemetry,
            JsonCodec json,
            int maxBodySize) {
        Dispatcher dispatcher = new Dispatcher(self, remote, endpoints, own, policies, telemetry, maxBodySize);
        return new DefaultInvokeClient(dispatcher::dispatch, new TypedBodies(json, maxBodySize));
    }
}
