package dev.inlay.api;

import dev.inlay.RuntimeOptions;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.ManifestFields;
import dev.inlay.component.Manifests;
import dev.inlay.metrics.MetricSettings;
import dev.inlay.telemetry.TracingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the Configuration says of the API, and of what watches it.
 *
 * @param manifest the whole Configuration
 * @param rules which parts of the API are offered
 * @param logging how calls of it are logged
 */
public record ApiConfiguration(
        ConfigurationManifest manifest,
        ApiRules rules,
        CallLogging logging,
        MetricSettings metrics,
        TracingSettings tracing) {

    private static final Logger LOG = LoggerFactory.getLogger(ApiConfiguration.class);

    /**
     * Reads the Configurations that the runtime reads too. Reads files, so not for an event loop.
     *
     * @throws InvalidManifestException with every fault of these parts
     */
    public static ApiConfiguration read(RuntimeOptions options, UnaryOperator<@Nullable String> environment) {
        return of(Manifests.read(options.app(), options.resourcesPaths(), options.configPaths()), environment);
    }

    /**
     * What these manifests say.
     *
     * @throws InvalidManifestException with every fault of these parts
     */
    public static ApiConfiguration of(Manifests manifests, UnaryOperator<@Nullable String> environment) {
        if (manifests.configurations().isEmpty()) {
            LOG.info("loading default configuration");
        }
        ConfigurationManifest configuration = ConfigurationManifest.of(manifests.all());
        List<Fault> faults = new ArrayList<>();
        ManifestFields spec = configuration.fields(faults);
        ApiConfiguration read = new ApiConfiguration(
                configuration,
                ApiRules.of(configuration),
                CallLogging.of(configuration),
                MetricSettings.of(spec),
                TracingSettings.of(spec, environment));
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return read;
    }
}
