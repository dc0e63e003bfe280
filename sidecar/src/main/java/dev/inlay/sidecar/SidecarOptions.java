package dev.inlay.sidecar;

import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiOptions;
import dev.inlay.app.AppOptions;
import dev.inlay.app.InitEndpoint;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.sidecar.life.ShutdownLimits;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar is to do, read from flags and environment and checked.
 *
 * @param runtime the runtime itself, and the internal port
 * @param api the ports of the API
 * @param application how the application is reached; its port is 0 if it takes no calls
 * @param skippedInitEndpoints what the application is not asked at its start
 * @param controlPlane who the sidecar belongs to; null if to nobody
 * @param reloadPeriod how often changed manifests are looked for, beside watching
 */
record SidecarOptions(
        RuntimeOptions runtime,
        ApiOptions api,
        AppOptions application,
        Set<InitEndpoint> skippedInitEndpoints,
        Metrics metrics,
        @Nullable ControlPlaneOptions controlPlane,
        Duration reloadPeriod,
        ShutdownLimits shutdown) {

    /** Whether it runs in a cluster. */
    boolean inKubernetes() {
        return controlPlane != null && controlPlane.kubernetes();
    }

    /**
     * Where metrics are served.
     *
     * @param port 0 for any free one
     */
    record Metrics(boolean isEnabled, String address, int port) {}
}
