package dev.inlay.telemetry;

import dev.inlay.component.ManifestFields;
import dev.inlay.time.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go and how many, by the section {@code tracing} of a Configuration and OpenTelemetry's environment
 * variables, which count where the Configuration names no collector.
 *
 * @param samplingRate the share of new traces that is sampled, 0 to 1; traces of others are sampled as their callers say
 * @param stdout whether spans are written to the log
 * @param zipkin where Zipkin takes spans; null for none
 * @param otlp the OpenTelemetry collector; null for none
 */
public record TracingSettings(
        double samplingRate,
        boolean stdout,
        @Nullable String zipkin,
        @Nullable Otlp otlp) {

    /** Dapr's rate where the Configuration gives none that can be read. */
    private static final double DEFAULT_RATE = 0.0001;

    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /**
     * A collector that speaks OTLP.
     *
     * @param endpoint host and port, or a URL
     * @param grpc whether by gRPC; else by HTTP
     * @param secure whether by TLS
     * @param headers sent along; may be secret
     * @param timeout how long a batch may take; null for the exporter's default
     */
    public record Otlp(
            String endpoint,
            boolean grpc,
            boolean secure,
            Map<String, String> headers,
            @Nullable Duration timeout) {

        /** Without the headers, which may be secret. */
        @Override
        public String toString() {
            return (grpc ? "gRPC " : "HTTP ") + endpoint;
        }
    }

    /** Whether spans are made at all. */
    public boolean isOn() {
        return samplingRate > 0 || stdout || zipkin != null || otlp != null;
    }

    /**
     * Reads the section of a Configuration's spec.
     *
     * @param spec the merged spec; its faults are noted there
     * @param environment where environment variables are read
     */
    public static TracingSettings of(ManifestFields spec, UnaryOperator<@Nullable String> environment) {
        ManifestFields tracing = spec.child("tracing");
        String zipkin = tracing.child("zipkin").text("endpointAddress");
        Otlp otlp = tracing.has("otel") ? otlp(tracing.child("otel")) : otlp(environment);
        boolean byEnvironment = !tracing.has("otel") && otlp != null;
        return new TracingSettings(
                rate(spec, tracing, byEnvironment), tracing.flag("stdout"), zipkin.isEmpty() ? null : zipkin, otlp);
    }

    private static double rate(ManifestFields spec, ManifestFields tracing, boolean byEnvironment) {
        String text = tracing.text("samplingRate");
        if (text.isEmpty() && byEnvironment) {
            return 1;
        } else if (!spec.has("tracing")) {
            return 0;
        }
        try {
            double rate = Double.parseDouble(text);
            return Double.isFinite(rate) ? Math.max(0, Math.min(1, rate)) : DEFAULT_RATE;
        } catch (NumberFormatException e) {
            return DEFAULT_RATE;
        }
    }

    private static @Nullable Otlp otlp(ManifestFields otel) {
        String endpoint = otel.text("endpointAddress");
        if (endpoint.isEmpty()) {
            return null;
        }
        String protocol = otel.text("protocol").toLowerCase(Locale.ROOT);
        if (!protocol.equals("http") && !protocol.equals("grpc")) {
            otel.fault("protocol", "is '" + protocol + "' (expected: http or grpc)");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (ManifestFields header : otel.items("headers")) {
            headers.put(header.requiredText("name", "authorization"), header.text("value"));
        }
        return new Otlp(
                endpoint,
                protocol.equals("grpc"),
                !otel.has("isSecure") || otel.flag("isSecure"),
                headers,
                timeout(otel));
    }

    private static @Nullable Duration timeout(ManifestFields otel) {
        String text = otel.text("timeout");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            otel.fault("timeout", "is '" + text + "' (expected: a duration, as 10s)");
            return null;
        }
    }

    private static @Nullable Otlp otlp(UnaryOperator<@Nullable String> environment) {
        String endpoint = first(environment, TRACES_ENDPOINT, ENDPOINT);
        if (endpoint.isEmpty()) {
            return null;
        }
        String protocol = first(environment, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
        String insecure = first(environment, "OTEL_EXPORTER_OTLP_TRACES_INSECURE", "OTEL_EXPORTER_OTLP_INSECURE");
        boolean plain = insecure.equalsIgnoreCase("true") || endpoint.startsWith("http://");
        return new Otlp(
                endpoint.replaceFirst("^https?://", ""),
                !protocol.startsWith("http"),
                !plain,
                headers(first(environment, "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")),
                millis(first(environment, "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")));
    }

    private static String first(UnaryOperator<@Nullable String> environment, String... names) {
        for (String name : names) {
            String value = environment.apply(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return "";
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String pair : text.split(",")) {
            int mark = pair.indexOf('=');
            if (mark > 0) {
                headers.put(
                        pair.substring(0, mark).strip(),
                        pair.substring(mark + 1).strip());
            }
        }
        return headers;
    }

    private static @Nullable Duration millis(String text) {
        try {
            return text.isEmpty() ? null : Duration.ofMillis(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
