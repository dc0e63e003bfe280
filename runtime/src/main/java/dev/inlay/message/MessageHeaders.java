package dev.inlay.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields: names in any case, each with one or more values in their order. Immutable. */
public final class MessageHeaders {

    private static final MessageHeaders EMPTY = new MessageHeaders(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

    private final TreeMap<String, List<String>> values;

    private MessageHeaders(TreeMap<String, List<String>> values) {
        this.values = values;
    }

    public static MessageHeaders empty() {
        return EMPTY;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** One field. */
    public static MessageHeaders of(String name, String value) {
        return builder().add(name, value).build();
    }

    /** The first value of a field; null if it is absent. */
    public @Nullable String first(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(0);
    }

    /** All values of a field; empty if it is absent. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /** Calls with every field and its values. Names come as they were first written. */
    public void forEach(BiConsumer<String, List<String>> action) {
        values.forEach(action);
    }

    /** The fields as a map that ignores the case of names. */
    public Map<String, List<String>> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** A builder that starts with these fields. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        values.forEach((name, all) -> all.forEach(value -> builder.add(name, value)));
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageHeaders headers && values.equals(headers.values);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            hash += entry.getKey().toLowerCase(Locale.ROOT).hashCode()
                    ^ entry.getValue().hashCode();
        }
        return hash;
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }

    /** Collects fields. Not thread-safe. */
    public static final class Builder {
        private final TreeMap<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder() {}

        /** Adds a value to a field. */
        public Builder add(String name, String value) {
            values.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            return this;
        }

        /** Gives a field this only value. */
        public Builder set(String name, String value) {
            values.remove(name);
            return add(name, value);
        }

        /** Takes a field away. */
        public Builder remove(String name) {
            values.remove(name);
            return this;
        }

        public MessageHeaders build() {
            if (values.isEmpty()) {
                return EMPTY;
            }
            TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
            return new MessageHeaders(copy);
        }
    }
}
