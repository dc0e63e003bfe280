package dev.inlay.component;

import dev.inlay.error.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks up the secrets that a component's metadata refers to. */
final class SecretReferences {

    private SecretReferences() {}

    /**
     * The values by metadata field. Each secret is asked for once, however many fields refer to it. Fails with an
     * {@link InvalidComponentException} that names field, secret, key and store if there is no such secret or entry.
     */
    static Mono<Map<String, String>> resolve(ComponentDefinition definition, SecretSource store, String namespace) {
        List<String> names = definition.secrets().stream()
                .map(MetadataItem.SecretKeyRef::secret)
                .distinct()
                .toList();
        Map<String, String> request = Map.of("namespace", namespace);
        return Flux.fromIterable(names)
                .concatMap(name -> store.get(name, request)
                        .defaultIfEmpty(Map.of())
                        .onErrorMap(error -> new SecretUnavailableException(definition, name, error))
                        .map(entries -> Map.entry(name, entries)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(secrets -> pick(definition, secrets));
    }

    private static Map<String, String> pick(ComponentDefinition definition, Map<String, Map<String, String>> secrets) {
        Map<String, String> values = new HashMap<>();
        for (MetadataItem.SecretKeyRef reference : definition.secrets()) {
            Map<String, String> entries = secrets.getOrDefault(reference.secret(), Map.of());
            String value = entries.get(reference.key());
            if (value == null) {
                throw new MissingSecretException(definition, reference, entries);
            }
            values.put(reference.name(), value);
        }
        return values;
    }

    /** The store could not be asked. */
    private static final class SecretUnavailableException extends RuntimeException {
        SecretUnavailableException(ComponentDefinition definition, String secret, Throwable cause) {
            super(
                    "secret '" + secret + "' cannot be read from secret store '" + definition.secretStore() + "': "
                            + Reason.of(cause),
                    cause);
        }
    }

    /** The store answered, but does not have it; it may appear later. */
    private static final class MissingSecretException extends RuntimeException {
        MissingSecretException(
                ComponentDefinition definition, MetadataItem.SecretKeyRef reference, Map<String, String> entries) {
            super(definition.manifest().fieldPath(reference.name()) + " refers to "
                    + (entries.isEmpty()
                            ? "secret '" + reference.secret() + "', which secret store '" + definition.secretStore()
                                    + "' does not have"
                            : "key '" + reference.key() + "' of secret '" + reference.secret()
                                    + "' in secret store '" + definition.secretStore() + "', which only has "
                                    + String.join(", ", new TreeSet<>(entries.keySet()))));
        }
    }
}
