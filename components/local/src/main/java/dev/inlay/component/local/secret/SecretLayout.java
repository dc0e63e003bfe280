package dev.inlay.component.local.secret;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a JSON document is read as secrets. What is nested gets the path as its name: {@code {"redis":{"password":"x"}}} is
 * the secret {@code redis:password}; items of a list are numbered from 0.
 *
 * @param separator what stands between the parts of a path
 * @param isMultiValued whether each top-level field is one secret, and what is nested in it are its entries
 */
record SecretLayout(String separator, boolean isMultiValued) {

    /**
     * The secrets of a document, each with its entries.
     *
     * @throws IllegalArgumentException naming a secret that the document has twice
     */
    Map<String, Map<String, String>> read(Map<String, Object> document) {
        Map<String, Map<String, String>> secrets = new LinkedHashMap<>();
        if (isMultiValued) {
            document.forEach((name, value) -> {
                if (value != null) {
                    secrets.put(name, entries(name, value));
                }
            });
        } else {
            Map<String, String> flat = new LinkedHashMap<>();
            flatten("", document, flat);
            flat.forEach((name, value) -> secrets.put(name, Map.of(name, value)));
        }
        return secrets;
    }

    private Map<String, String> entries(String name, Object value) {
        Map<String, String> entries = new LinkedHashMap<>();
        boolean isNested = value instanceof Map || value instanceof List;
        flatten(isNested ? "" : name, value, entries);
        return entries;
    }

    private void flatten(String path, @Nullable Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> flatten(join(path, String.valueOf(key)), item, into));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(join(path, String.valueOf(i)), list.get(i), into);
            }
        } else if (value != null && into.put(path, String.valueOf(value)) != null) {
            throw new IllegalArgumentException(
                    "the secret '" + path + "' is there twice, nested and by its full name (expected: once)");
        }
    }

    private String join(String path, String part) {
        return path.isEmpty() ? part : path + separator + part;
    }
}
