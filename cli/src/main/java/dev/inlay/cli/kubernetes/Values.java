package dev.inlay.cli.kubernetes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of the chart, from the options that set them. */
final class Values {

    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");

    /** Not within the braces of a list, nor after a backslash. */
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),(?![^{]*})");

    private Values() {}

    /**
     * @param version a tag of the images, or {@code latest} for the chart's own
     * @param sets each {@code name=value}, several with commas between
     */
    static Map<String, String> of(String version, @Nullable String registry, List<String> sets) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!TAG.matcher(version).matches()) {
            throw new ClusterException("--runtime-version: '" + version
                    + "' is no version (expected: a tag of the images, as 0.1.0, or latest)");
        }
        if (!version.equals("latest")) {
            values.put("global.tag", version);
        }
        if (registry != null) {
            values.put("global.registry", registry);
        }
        for (String set : sets) {
            for (String pair : COMMA.split(set)) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw new ClusterException("--set: '" + pair + "' has no name and value (expected: name=value)");
                }
                values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            }
        }
        return values;
    }
}
