package dev.inlay.sidecar;

import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiOptions;
import dev.inlay.app.AppOptions;
import dev.inlay.app.InitEndpoint;
import dev.inlay.sidecar.life.ShutdownLimits;
import java.time.Duration;
import java.util.Set;

/**
 * What a sidecar is to do, read from flags and environment and checked.
 *
 * @param runtime the runtime itself, and the internal port
 * @param api the ports of the API
 * @param application how the application is reached; its port is 0 if it takes no calls
 * @param skippedInitEndpoints what the application is not asked at its start
 * @param reloadPeriod how often changed manifests are looked for, beside watching
 */
record SidecarOptions(
        RuntimeOptions runtime,
        ApiOptions api,
        AppOptions application,
        Set<InitEndpoint> skippedInitEndpoints,
        Metrics metrics,
        Duration reloadPeriod,
        ShutdownLimits shutdown) {

    /**
     * Where metrics are served.
     *
     * @param port 0 for any free one
     */
    record Metrics(boolean isEnabled, String address, int port) {}
}
