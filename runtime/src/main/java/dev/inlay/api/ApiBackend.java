package dev.inlay.api;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentLookup;
import dev.inlay.health.Readiness;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.metadata.MetadataClient;
import dev.inlay.peer.GrpcProxy;
import dev.inlay.secret.SecretClient;
import dev.inlay.state.RawStateClient;
import dev.inlay.telemetry.Telemetry;

/**
 * What the heads translate to.
 *
 * @param components tells whether a block has any component at all, which Dapr answers differently from a wrong name
 * @param proxy passes gRPC calls of other services on to the application that they name
 * @param shutdown ends the runtime
 */
public record ApiBackend(
        AppIdentity app,
        ComponentLookup components,
        RawStateClient state,
        SecretClient secrets,
        InvokeClient invoke,
        GrpcProxy proxy,
        MetadataClient metadata,
        Readiness readiness,
        Telemetry telemetry,
        Shutdown shutdown) {}
