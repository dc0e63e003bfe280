package dev.inlay.sidecar;

import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiOptions;
import dev.inlay.app.AppOptions;
import dev.inlay.sidecar.life.ShutdownLimits;
import java.time.Duration;
import java.util.List;

/**
 * What a sidecar is to do, read from flags and environment and checked.
 *
 * @param runtime the runtime itself, and the internal port
 * @param api the ports of the API
 * @param application how the application is reached; its port is 0 if it takes no calls
 * @param skippedInitEndpoints those of the application's endpoints that are not asked at start: {@code config},
 *     {@code subscribe}
 * @param reloadPeriod how often changed manifests are looked for, beside watching
 */
record SidecarOptions(
        RuntimeOptions runtime,
        ApiOptions api,
        AppOptions application,
        List<String> skippedInitEndpoints,
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
