package dev.inlay.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields: names in any case, each with one or more values, in the order in which the names first came. Immutable.
 *
 * <p>Kept as lists that are searched from the beginning: a message has a dozen fields, and every message is read and
 * written several times. Hashes of the names keep the search cheap where somebody sends thousands.
 */
public final class MessageHeaders {

    private static final MessageHeaders EMPTY = new MessageHeaders(new String[0], new int[0], List.of());

    private final String[] names;
    private final int[] hashes;
    private final List<List<String>> values;

    private MessageHeaders(String[] names, int[] hashes, List<List<String>> values) {
        this.names = names;
        this.hashes = hashes;
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
        int index = indexOf(names, hashes, names.length, name, hash(name));
        return index < 0 ? null : values.get(index).get(0);
    }

    /** All values of a field; empty if it is absent. */
    public List<String> all(String name) {
        int index = indexOf(names, hashes, names.length, name, hash(name));
        return index < 0 ? List.of() : values.get(index);
    }

    public boolean contains(String name) {
        return indexOf(names, hashes, names.length, name, hash(name)) >= 0;
    }

    /** Calls with every field and its values. Names come as they were first written. */
    public void forEach(BiConsumer<String, List<String>> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values.get(i));
        }
    }

    /** A builder that starts with these fields. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    private static int indexOf(String[] names, int[] hashes, int size, String name, int hash) {
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && names[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The same for every case of a name. */
    private static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = 31 * hash + Character.toLowerCase(Character.toUpperCase(name.charAt(i)));
        }
        return hash;
    }

    /** Whether both have the same fields with the same values, in any order of the fields. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof MessageHeaders headers) || headers.names.length != names.length) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            int index = indexOf(headers.names, headers.hashes, names.length, names[i], hashes[i]);
            if (index < 0 || !values.get(i).equals(headers.values.get(index))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < names.length; i++) {
            hash += hashes[i] ^ values.get(i).hashCode();
        }
        return hash;
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return Arrays.toString(names).toLowerCase(Locale.ROOT);
    }

    /** Collects fields. Not thread-safe. */
    public static final class Builder {

        private static final int USUAL_SIZE = 12;

        private String[] names;
        private int[] hashes;
        private final List<List<String>> values;
        private int size;

        private Builder() {
            names = new String[USUAL_SIZE];
            hashes = new int[USUAL_SIZE];
            values = new ArrayList<>(USUAL_SIZE);
        }

        private Builder(MessageHeaders start) {
            size = start.names.length;
            names = Arrays.copyOf(start.names, size + 4);
            hashes = Arrays.copyOf(start.hashes, size + 4);
            values = new ArrayList<>(size + 4);
            values.addAll(start.values);
        }

        /** Adds a value to a field. */
        public Builder add(String name, String value) {
            int hash = hash(name);
            int index = indexOf(names, hashes, size, name, hash);
            if (index < 0) {
                append(name, hash, List.of(value));
            } else {
                List<String> more = new ArrayList<>(values.get(index));
                more.add(value);
                values.set(index, List.copyOf(more));
            }
            return this;
        }

        private void append(String name, int hash, List<String> all) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                hashes = Arrays.copyOf(hashes, size * 2);
            }
            names[size] = name;
            hashes[size++] = hash;
            values.add(all);
        }

        /** Gives a field this only value. */
        public Builder set(String name, String value) {
            remove(name);
            return add(name, value);
        }

        /** Takes a field away. */
        public Builder remove(String name) {
            int index = indexOf(names, hashes, size, name, hash(name));
            if (index >= 0) {
                values.remove(index);
                size--;
                System.arraycopy(names, index + 1, names, index, size - index);
                System.arraycopy(hashes, index + 1, hashes, index, size - index);
            }
            return this;
        }

        public MessageHeaders build() {
            return size == 0
                    ? EMPTY
                    : new MessageHeaders(Arrays.copyOf(names, size), Arrays.copyOf(hashes, size), List.copyOf(values));
        }
    }
}
