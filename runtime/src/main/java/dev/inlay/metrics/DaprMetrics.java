package dev.inlay.metrics;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.InitListener;
import dev.inlay.error.ErrorCode;
import dev.inlay.message.MessageFilter;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The metrics of one runtime, under Dapr's names, labels and buckets. Each part of the runtime gets here what it has to
 * put in its way to be measured.
 *
 * <p>Thread-safe. Costs a few map look-ups a request.
 */
public final class DaprMetrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Meters meters;
    private final AppIdentity app;
    private final TimeSource time;
    private final HttpMeters http;
    private final Meters.Count componentsInitialized;
    private final Meters.Count componentsFailed;
    private final Meters.Count componentsLoaded;
    private final Meters.Count errorCodes;
    private final boolean recordErrorCodes;
    private final PolicyListener policies;
    private final AtomicBoolean machineShown = new AtomicBoolean();

    public DaprMetrics(AppIdentity app, MetricSettings settings, TimeSource time) {
        this.app = app;
        this.time = time;
        this.meters = new Meters(app.appId(), registry, settings);
        this.http = new HttpMeters(meters, settings, time);
        this.recordErrorCodes = settings.recordErrorCodes();
        this.componentsInitialized = meters.counter(
                "dapr_runtime_component_init_total", "The number of initialized components.", "component");
        this.componentsFailed = meters.counter(
                "dapr_runtime_component_init_fail_total",
                "The number of component initialization failures.",
                "component",
                "reason");
        this.componentsLoaded =
                meters.counter("dapr_runtime_component_loaded", "The number of successfully loaded components.");
        this.errorCodes = meters.counter(
                "dapr_error_code_total",
                "Total number of times an error with a specific error code was encountered.",
                "category",
                "error_code");
        this.policies = new PolicyMeters(meters);
    }

    /** Measures the HTTP API. */
    public MessageFilter httpServer() {
        return http.server();
    }

    /** Measures what the application is asked by HTTP. */
    public MessageFilter httpClient() {
        return http.client();
    }

    /** Measures operations on components and service invocation. */
    public Telemetry telemetry(Telemetry other) {
        return new MeteredTelemetry(other, app, meters, this::error, time);
    }

    /** Measures what resiliency policies do. */
    public PolicyListener policies() {
        return policies;
    }

    /** Counts components. */
    public InitListener components() {
        return new InitListener() {
            @Override
            public void ready(String type) {
                componentsInitialized.increment(type);
                componentsLoaded.increment();
            }

            @Override
            public void failed(String type) {
                componentsFailed.increment(type, "init");
            }
        };
    }

    private void error(ErrorCode code) {
        if (recordErrorCodes) {
            errorCodes.increment(code.category().name().toLowerCase(Locale.ROOT).replace('_', '-'), code.code());
        }
    }

    /**
     * Everything, in Prometheus's text format 0.0.4. Those of the virtual machine are set up by the first call: they
     * take a good part of the start, and many a process is never asked.
     */
    public String scrape() {
        if (machineShown.compareAndSet(false, true)) {
            JvmMetrics.builder().register(registry);
        }
        return PrometheusText.write(registry.scrape(), meters.countersWithoutTotal());
    }

    /** What {@link #scrape()} is, as a content type. */
    public static String contentType() {
        return PrometheusText.CONTENT_TYPE;
    }
}
