package dev.inlay.sidecar.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes spans to the log, a line each, as Dapr's {@code stdout} exporter does. */
final class LogSpanExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(LogSpanExporter.class);

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        spans.forEach(span -> LOG.info(
                "[{}] Trace: {} Span: {}/{} Time: [{} ->  {}] Annotations: {}",
                span.getName(),
                span.getTraceId(),
                span.getParentSpanId(),
                span.getSpanId(),
                instant(span.getStartEpochNanos()),
                instant(span.getEndEpochNanos()),
                span.getEvents()));
        return CompletableResultCode.ofSuccess();
    }

    private static Instant instant(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        return Instant.ofEpochSecond(seconds, nanos - TimeUnit.SECONDS.toNanos(seconds));
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
