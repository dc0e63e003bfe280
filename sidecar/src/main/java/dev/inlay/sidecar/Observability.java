package dev.inlay.sidecar;

import dev.inlay.api.ApiConfiguration;
import dev.inlay.component.AppIdentity;
import dev.inlay.message.MessageFilter;
import dev.inlay.metrics.DaprMetrics;
import dev.inlay.metrics.MetricsServer;
import dev.inlay.sidecar.tracing.Tracing;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The metrics and traces of one run. What nobody wants is left out with all the classes it takes.
 */
final class Observability {

    private static final Logger LOG = LoggerFactory.getLogger(Observability.class);

    private final @Nullable Tracing tracing;
    private final @Nullable DaprMetrics metrics;
    private final @Nullable MetricsServer server;
    private final Telemetry telemetry;

    private Observability(
            @Nullable Tracing tracing,
            @Nullable DaprMetrics metrics,
            @Nullable MetricsServer server,
            Telemetry telemetry) {
        this.tracing = tracing;
        this.metrics = metrics;
        this.server = server;
        this.telemetry = telemetry;
    }

    static Observability of(
            SidecarOptions options,
            ApiConfiguration configuration,
            UnaryOperator<@Nullable String> environment,
            LoopResources loops,
            TimeSource time) {
        AppIdentity app = options.runtime().app();
        tellSampling(configuration.tracing().samplingRate());
        Tracing tracing =
                configuration.tracing().isOn() ? Tracing.of(configuration.tracing(), app.appId(), environment) : null;
        Telemetry traced = tracing == null ? Telemetry.none() : tracing.telemetry();
        SidecarOptions.Metrics port = options.metrics();
        if (!port.isEnabled() || !configuration.metrics().enabled()) {
            return new Observability(tracing, null, null, traced);
        }
        DaprMetrics metrics = new DaprMetrics(app, configuration.metrics(), time);
        MetricsServer server =
                new MetricsServer(new InetSocketAddress(port.address(), port.port()), loops, metrics::scrape);
        return new Observability(tracing, metrics, server, traced);
    }

    /** The line of daprd, which tools look for; whole rates without a fraction, as Go writes them. */
    private static void tellSampling(double rate) {
        LOG.info(
                "Dapr trace sampler initialized: ParentBased{root:TraceIDRatioBased{{}},remoteParentSampled:AlwaysOnSampler,"
                        + "remoteParentNotSampled:AlwaysOffSampler,localParentSampled:AlwaysOnSampler,"
                        + "localParentNotSampled:AlwaysOffSampler}",
                rate == 0
                        ? "0"
                        : new BigDecimal(Double.toString(rate))
                                .stripTrailingZeros()
                                .toPlainString());
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** Measures everything; null if nobody does. */
    @Nullable DaprMetrics metrics() {
        return metrics;
    }

    /** Measures the HTTP API; null if nobody does. */
    @Nullable MessageFilter httpServer() {
        return metrics == null ? null : metrics.httpServer();
    }

    /** What stands before an application that speaks HTTP: its measures, then this pipeline. */
    MessageFilter beforeApplication(MessageFilter pipeline) {
        if (metrics == null) {
            return pipeline;
        }
        MessageFilter measured = metrics.httpClient();
        return (request, next) -> measured.filter(request, asked -> pipeline.filter(asked, next));
    }

    /** Opens the metrics port, if there is one. */
    Mono<Void> start() {
        return server == null ? Mono.empty() : server.start();
    }

    /** Where metrics are served; null if they are not. */
    @Nullable SocketAddress metricsAddress() {
        return server == null ? null : server.address();
    }

    /** Sends the spans that are left, and closes the metrics port. */
    Mono<Void> stop() {
        Mono<Void> traces = tracing == null ? Mono.empty() : tracing.close();
        Mono<Void> port = server == null ? Mono.empty() : server.stop();
        return Mono.when(traces, port);
    }
}
