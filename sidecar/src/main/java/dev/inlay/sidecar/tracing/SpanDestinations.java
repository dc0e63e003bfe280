package dev.inlay.sidecar.tracing;

import dev.inlay.telemetry.TracingSettings;
import dev.inlay.telemetry.TracingSettings.Otlp;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.zipkin.ZipkinSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/** The exporters that settings ask for. */
final class SpanDestinations {

    private SpanDestinations() {}

    static List<SpanProcessor> of(TracingSettings settings) {
        List<SpanProcessor> processors = new ArrayList<>();
        if (settings.stdout()) {
            processors.add(SimpleSpanProcessor.create(new LogSpanExporter()));
        }
        if (settings.zipkin() != null) {
            processors.add(inBatches(ZipkinSpanExporter.builder()
                    .setSender(URLConnectionSender.create(settings.zipkin()))
                    .build()));
        }
        if (settings.otlp() != null) {
            processors.add(inBatches(settings.otlp().grpc() ? grpc(settings.otlp()) : http(settings.otlp())));
        }
        return processors;
    }

    private static SpanProcessor inBatches(SpanExporter exporter) {
        return BatchSpanProcessor.builder(exporter).build();
    }

    private static SpanExporter grpc(Otlp otlp) {
        var builder = OtlpGrpcSpanExporter.builder().setEndpoint(scheme(otlp) + otlp.endpoint());
        otlp.headers().forEach(builder::addHeader);
        if (otlp.timeout() != null) {
            builder.setTimeout(otlp.timeout());
        }
        return builder.build();
    }

    private static SpanExporter http(Otlp otlp) {
        String path = otlp.endpoint().contains("/") ? "" : "/v1/traces";
        var builder = OtlpHttpSpanExporter.builder().setEndpoint(scheme(otlp) + otlp.endpoint() + path);
        otlp.headers().forEach(builder::addHeader);
        if (otlp.timeout() != null) {
            builder.setTimeout(otlp.timeout());
        }
        return builder.build();
    }

    private static String scheme(Otlp otlp) {
        return otlp.secure() ? "https://" : "http://";
    }
}
