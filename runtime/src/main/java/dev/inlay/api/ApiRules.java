package dev.inlay.api;

import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.ManifestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of the API are offered, as {@code spec.api} of a Configuration says. Where something is allowed for a
 * protocol, nothing else is; what is denied is not offered in any case.
 *
 * <p>A rule counts for every route whose name begins with the rule's, as {@code state} for {@code state/{storeName}}. A
 * rule without protocol counts for all: with Dapr it would silently count for none.
 *
 * @param allowed what is allowed; empty for everything
 * @param denied what is not
 */
public record ApiRules(List<Rule> allowed, List<Rule> denied) {

    /** Everything is offered. */
    public static final ApiRules ALL = new ApiRules(List.of(), List.of());

    /** What the API is spoken by. */
    public enum Protocol {
        HTTP,
        GRPC
    }

    /**
     * One rule.
     *
     * @param name how the names of the routes begin that it is about, as {@code publish}
     * @param version as {@code v1.0} or {@code v1.0-alpha1}
     * @param protocol null for every one
     */
    public record Rule(
            String name, String version, @Nullable Protocol protocol) {

        private boolean isOf(Protocol asked) {
            return protocol == null || protocol == asked;
        }

        private boolean matches(Protocol asked, String askedVersion, String askedName) {
            return isOf(asked) && version.equals(askedVersion) && askedName.startsWith(name);
        }
    }

    /**
     * Reads the rules of a Configuration.
     *
     * @throws InvalidManifestException with every fault of its part {@code api}
     */
    public static ApiRules of(ConfigurationManifest configuration) {
        List<Fault> faults = new ArrayList<>();
        ManifestFields api = configuration.fields(faults).child("api");
        ApiRules rules = new ApiRules(rules(api, "allowed"), rules(api, "denied"));
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return rules;
    }

    private static List<Rule> rules(ManifestFields api, String list) {
        List<Rule> rules = new ArrayList<>();
        for (ManifestFields item : api.items(list)) {
            rules.add(new Rule(
                    item.requiredText("name", "state"), full(item.requiredText("version", "v1.0")), protocol(item)));
        }
        return List.copyOf(rules);
    }

    private static @Nullable Protocol protocol(ManifestFields item) {
        String text = item.text("protocol");
        switch (text.toLowerCase(Locale.ROOT)) {
            case "":
                return null;
            case "http":
                return Protocol.HTTP;
            case "grpc":
                return Protocol.GRPC;
            default:
                item.fault("protocol", "is '" + text + "' (expected: http or grpc)");
                return null;
        }
    }

    /** Dapr also takes the versions of its gRPC API, as {@code v1} and {@code v1alpha1}. */
    private static String full(String version) {
        if (version.equals("v1")) {
            return "v1.0";
        }
        return version.startsWith("v1alpha") || version.startsWith("v1beta") ? "v1.0-" + version.substring(2) : version;
    }

    /**
     * Whether a route is offered.
     *
     * @param version as {@code v1.0} or {@code v1.0-alpha1}
     * @param name the route without version, as {@code state/{storeName}/{key}}
     */
    public boolean allow(Protocol protocol, String version, String name) {
        boolean restricted = allowed.stream().anyMatch(rule -> rule.isOf(protocol));
        boolean listed = !restricted || allowed.stream().anyMatch(rule -> rule.matches(protocol, version, name));
        return listed && denied.stream().noneMatch(rule -> rule.matches(protocol, version, name));
    }
}
