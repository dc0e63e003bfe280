package dev.inlay.component;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One metadata field of a component type.
 *
 * @param name its name; manifests may write it in any case
 * @param kind what its text must look like
 * @param required whether a manifest without it is wrong
 * @param defaultValue what holds when it is absent
 * @param allowed the only texts that are allowed, if not empty
 * @param sensitive whether its value must never be shown
 * @param aliases other names of the same field
 * @param missingInDaprsWords what Dapr's log says where a required field is missing; null if that is not known
 */
public record MetadataField(
        String name,
        Kind kind,
        boolean required,
        @Nullable String defaultValue,
        Set<String> allowed,
        boolean sensitive,
        List<String> aliases,
        @Nullable String missingInDaprsWords) {

    /** The forms a value can have. */
    public enum Kind {
        STRING,
        /** Go's booleans and their friends: true, false, t, f, 1, 0, y, n, yes, no, on, off in any case. */
        BOOL,
        /** A whole number. */
        NUMBER,
        /** A Go duration, as {@code 1h30m} or {@code 500ms}; a bare number means seconds. */
        DURATION,
        /** A size, as {@code 100Mi}. */
        BYTE_SIZE
    }

    public static MetadataField string(String name) {
        return of(name, Kind.STRING);
    }

    public static MetadataField bool(String name) {
        return of(name, Kind.BOOL);
    }

    public static MetadataField number(String name) {
        return of(name, Kind.NUMBER);
    }

    public static MetadataField duration(String name) {
        return of(name, Kind.DURATION);
    }

    private static MetadataField of(String name, Kind kind) {
        return new MetadataField(name, kind, false, null, Set.of(), false, List.of(), null);
    }

    public MetadataField asRequired() {
        return new MetadataField(name, kind, true, defaultValue, allowed, sensitive, aliases, missingInDaprsWords);
    }

    /** Required, and what Dapr's log says where it is missing. */
    public MetadataField asRequired(String missing) {
        return new MetadataField(name, kind, true, defaultValue, allowed, sensitive, aliases, missing);
    }

    public MetadataField withDefault(String value) {
        return new MetadataField(name, kind, required, value, allowed, sensitive, aliases, missingInDaprsWords);
    }

    public MetadataField oneOf(String... values) {
        return new MetadataField(
                name, kind, required, defaultValue, Set.of(values), sensitive, aliases, missingInDaprsWords);
    }

    public MetadataField asSensitive() {
        return new MetadataField(name, kind, required, defaultValue, allowed, true, aliases, missingInDaprsWords);
    }

    public MetadataField withAliases(String... names) {
        return new MetadataField(
                name, kind, required, defaultValue, allowed, sensitive, List.of(names), missingInDaprsWords);
    }
}
