package dev.inlay.metrics;

import dev.inlay.component.ManifestFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a Configuration says of metrics, in its section {@code metric} or {@code metrics}.
 *
 * @param enabled whether there are any
 * @param increasedCardinality whether paths that match no pattern become a label as they are
 * @param pathMatching patterns of paths, as {@code /orders/{id}}, each a label of its own
 * @param excludeVerbs whether the HTTP verb is left out of the labels
 * @param latencyBuckets upper bounds of the latency histograms, in milliseconds
 * @param recordErrorCodes whether error codes are counted
 * @param rules what rewrites label values: by metric name, then by label name
 */
public record MetricSettings(
        boolean enabled,
        boolean increasedCardinality,
        List<String> pathMatching,
        boolean excludeVerbs,
        List<Double> latencyBuckets,
        boolean recordErrorCodes,
        Map<String, Map<String, List<Rewrite>>> rules) {

    /**
     * A rewrite of label values.
     *
     * @param pattern every match is replaced
     * @param replacement with this text, as it stands
     */
    public record Rewrite(Pattern pattern, String replacement) {}

    private static final List<Double> DEFAULT_BUCKETS = List.of(
            1d, 2d, 3d, 4d, 5d, 6d, 8d, 10d, 13d, 16d, 20d, 25d, 30d, 40d, 50d, 65d, 80d, 100d, 130d, 160d, 200d, 250d,
            300d, 400d, 500d, 650d, 800d, 1_000d, 2_000d, 5_000d, 10_000d, 20_000d, 50_000d, 100_000d);

    /** What holds where no Configuration says otherwise. */
    public static MetricSettings defaults() {
        return new MetricSettings(true, true, List.of(), false, DEFAULT_BUCKETS, false, Map.of());
    }

    /**
     * Reads the section of a Configuration's spec.
     *
     * @param spec the merged spec; its faults are noted there
     */
    public static MetricSettings of(ManifestFields spec) {
        String section = spec.has("metric") ? "metric" : "metrics";
        if (!spec.has(section)) {
            return defaults();
        }
        ManifestFields metric = spec.child(section);
        ManifestFields http = metric.child("http");
        return new MetricSettings(
                !metric.has("enabled") || metric.flag("enabled"),
                !http.has("increasedCardinality") || http.flag("increasedCardinality"),
                http.texts("pathMatching"),
                http.flag("excludeVerbs"),
                buckets(metric),
                metric.flag("recordErrorCodes"),
                rules(metric));
    }

    private static List<Double> buckets(ManifestFields metric) {
        List<Double> buckets = new ArrayList<>();
        for (String text : metric.texts("latencyDistributionBuckets")) {
            double bound = number(text);
            if (Double.isFinite(bound) && bound > (buckets.isEmpty() ? 0 : buckets.get(buckets.size() - 1))) {
                buckets.add(bound);
            } else {
                metric.fault(
                        "latencyDistributionBuckets",
                        "has '" + text + "' (expected: milliseconds above 0, each greater than the one before)");
                break;
            }
        }
        return buckets.isEmpty() ? DEFAULT_BUCKETS : List.copyOf(buckets);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static Map<String, Map<String, List<Rewrite>>> rules(ManifestFields metric) {
        Map<String, Map<String, List<Rewrite>>> rules = new LinkedHashMap<>();
        for (ManifestFields rule : metric.items("rules")) {
            Map<String, List<Rewrite>> labels = rules.computeIfAbsent(
                    rule.requiredText("name", "dapr_http_server_request_count"), name -> new LinkedHashMap<>());
            for (ManifestFields label : rule.items("labels")) {
                labels.computeIfAbsent(label.requiredText("name", "path"), name -> new ArrayList<>())
                        .addAll(rewrites(label));
            }
        }
        return rules;
    }

    private static List<Rewrite> rewrites(ManifestFields label) {
        ManifestFields regex = label.child("regex");
        List<Rewrite> rewrites = new ArrayList<>();
        for (String replacement : regex.values().keySet()) {
            String pattern = regex.text(replacement);
            try {
                rewrites.add(new Rewrite(Pattern.compile(pattern), replacement));
            } catch (PatternSyntaxException e) {
                regex.fault(
                        replacement, "has '" + pattern + "', which is no regular expression: " + e.getDescription());
            }
        }
        return rewrites;
    }
}
