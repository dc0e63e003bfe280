package dev.inlay.testkit.wire;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the cases of a file need to be played against: an application with the app id {@code app} that echoes, and a
 * runtime set up like this. Directives of the file, as {@code @ api-token: secret}.
 */
public final class WireSetup {

    private final Map<String, String> directives = new LinkedHashMap<>();

    WireSetup() {}

    /** Reads directives, one a line, as they stand in files of cases. */
    public static WireSetup parse(String text) {
        WireSetup setup = new WireSetup();
        text.lines().forEach(setup::read);
        return setup;
    }

    /** Reads one directive: {@code @ name: value}. */
    void read(String line) {
        int colon = line.indexOf(':');
        set(line.substring(1, colon).strip(), line.substring(colon + 1).strip());
    }

    private void set(String name, String value) {
        if (!List.of("resources", "configuration", "api-token", "allowed-origins", "max-body-size", "public-port")
                .contains(name)) {
            throw new IllegalArgumentException("unknown directive '" + name + "'");
        }
        directives.put(name, value);
    }

    /** The files of manifests, which lie beside the cases; none for a runtime without components. */
    public List<String> resources() {
        String names = directives.getOrDefault("resources", "");
        return names.isEmpty()
                ? List.of()
                : Arrays.stream(names.split(",")).map(String::strip).toList();
    }

    /** The file with the Configuration; null for none. */
    public @Nullable String configuration() {
        return directives.get("configuration");
    }

    /** The token that callers must show; null for none. */
    public @Nullable String apiToken() {
        return directives.get("api-token");
    }

    /** The origins that CORS lets in; empty for no CORS. */
    public String allowedOrigins() {
        return directives.getOrDefault("allowed-origins", "");
    }

    /** The largest body, in bytes; 0 for the default. */
    public int maxBodySize() {
        return Integer.parseInt(directives.getOrDefault("max-body-size", "0"));
    }

    /** Whether there is a public port. */
    public boolean publicPort() {
        return Boolean.parseBoolean(directives.getOrDefault("public-port", "false"));
    }
}
