package dev.inlay.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The factories by type and version. As with Dapr, case does not matter, and no version, {@code v0} and {@code v1} are
 * the same.
 */
final class FactoryCatalog {

    private static final String FIRST_VERSION = "v1";

    private final Map<String, Map<String, ComponentFactory>> byTypeAndVersion = new LinkedHashMap<>();

    private FactoryCatalog() {}

    /** These factories, and those found by {@link ServiceLoader} for what these do not serve. */
    static FactoryCatalog of(List<ComponentFactory> given) {
        FactoryCatalog catalog = new FactoryCatalog();
        given.forEach(catalog::add);
        ServiceLoader.load(ComponentFactory.class).forEach(catalog::add);
        return catalog;
    }

    private void add(ComponentFactory factory) {
        Map<String, ComponentFactory> versions =
                byTypeAndVersion.computeIfAbsent(lower(factory.type()), type -> new LinkedHashMap<>());
        factory.versions().forEach(version -> versions.putIfAbsent(canonical(version), factory));
    }

    /** The factory for a type and version; null if there is none. */
    @Nullable ComponentFactory find(String type, String version) {
        Map<String, ComponentFactory> versions = byTypeAndVersion.getOrDefault(lower(type), Map.of());
        ComponentFactory factory = versions.get(canonical(version));
        if (factory == null && version.isEmpty() && !versions.isEmpty()) {
            return versions.values().iterator().next();
        }
        return factory;
    }

    /** Why {@link #find} found nothing: which field is wrong and what is known. */
    Fault whyUnknown(ComponentManifest manifest) {
        String prefix = manifest.source().document() == 0 ? "" : "spec.";
        Map<String, ComponentFactory> versions = byTypeAndVersion.get(lower(manifest.type()));
        if (versions != null) {
            return new Fault(
                    manifest.source(),
                    prefix + "version",
                    "'" + manifest.version() + "' of " + manifest.type() + " is not known (expected: "
                            + oneOf(versions.keySet()) + ")");
        }
        String category = category(manifest.type());
        List<String> siblings =
                types().filter(type -> category(type).equals(category)).toList();
        String hint = Nearest.hint(manifest.type(), types().toList());
        String expected = siblings.isEmpty()
                ? "a type of category "
                        + oneOf(types().map(FactoryCatalog::category).toList())
                : oneOf(siblings);
        return new Fault(
                manifest.source(),
                prefix + "type",
                "'" + manifest.type() + "' is not known" + hint + " (expected: " + expected
                        + "; is the jar of the component on the class path?)");
    }

    private Stream<String> types() {
        return byTypeAndVersion.values().stream()
                .map(versions -> versions.values().iterator().next().type())
                .filter(Objects::nonNull);
    }

    private static String oneOf(Iterable<String> names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(sorted::add);
        List<String> list = new ArrayList<>(sorted);
        return list.size() == 1 ? list.get(0) : "one of " + String.join(", ", list);
    }

    /** The first part of a type, in small letters: {@code state} of {@code state.redis}. */
    static String category(String type) {
        int dot = type.indexOf('.');
        return lower(dot < 0 ? type : type.substring(0, dot));
    }

    static String canonical(String version) {
        String lower = lower(version);
        return lower.isEmpty() || lower.equals("v0") ? FIRST_VERSION : lower;
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
