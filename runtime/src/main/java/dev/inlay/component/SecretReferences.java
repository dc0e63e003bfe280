package dev.inlay.component;

import dev.inlay.error.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The secrets that a resource refers to.
 *
 * @param references the items whose values are secrets
 * @param storeName the component that has them
 * @param place where an item stands in its resource, for messages
 */
record SecretReferences(List<MetadataItem.SecretKeyRef> references, String storeName, UnaryOperator<String> place) {

    /**
     * The values by item. Each secret is asked for once, however many items refer to it. Fails with an error that names
     * item, secret, key and store if there is no such secret or entry.
     */
    Mono<Map<String, String>> resolve(SecretSource store, String namespace) {
        List<String> names = references.stream()
                .map(MetadataItem.SecretKeyRef::secret)
                .distinct()
                .toList();
        Map<String, String> request = Map.of("namespace", namespace);
        return Flux.fromIterable(names)
                .concatMap(name -> store.get(name, request)
                        .defaultIfEmpty(Map.of())
                        .onErrorMap(error -> new SecretUnavailableException(name, storeName, error))
                        .map(entries -> Map.entry(name, entries)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(this::pick);
    }

    private Map<String, String> pick(Map<String, Map<String, String>> secrets) {
        Map<String, String> values = new HashMap<>();
        for (MetadataItem.SecretKeyRef reference : references) {
            Map<String, String> entries = secrets.getOrDefault(reference.secret(), Map.of());
            String value = entries.get(reference.key());
            if (value == null) {
                throw new MissingSecretException(place.apply(reference.name()), reference, storeName, entries);
            }
            values.put(reference.name(), value);
        }
        return values;
    }

    /** The store could not be asked. */
    private static final class SecretUnavailableException extends RuntimeException {
        SecretUnavailableException(String secret, String storeName, Throwable cause) {
            super(
                    "secret '" + secret + "' cannot be read from secret store '" + storeName + "': " + Reason.of(cause),
                    cause);
        }
    }

    /** The store answered, but does not have it; it may appear later. */
    private static final class MissingSecretException extends RuntimeException {
        MissingSecretException(
                String place, MetadataItem.SecretKeyRef reference, String storeName, Map<String, String> entries) {
            super(place + " refers to "
                    + (entries.isEmpty()
                            ? "secret '" + reference.secret() + "', which secret store '" + storeName
                                    + "' does not have"
                            : "key '" + reference.key() + "' of secret '" + reference.secret()
                                    + "' in secret store '" + storeName + "', which only has "
                                    + String.join(", ", new TreeSet<>(entries.keySet()))));
        }
    }
}
