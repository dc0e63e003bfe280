package dev.inlay.component;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A component that can be made: its type is known and what its manifest says is sound, as far as can be told without
 * its secrets.
 *
 * @param manifest what describes it
 * @param factory what makes it
 * @param fields the metadata fields it knows
 * @param values its metadata without what comes from secrets
 * @param secrets the metadata that comes from secrets
 * @param secretStore the name of the component that has them; empty if there are none
 */
record ComponentDefinition(
        ComponentManifest manifest,
        ComponentFactory factory,
        List<MetadataField> fields,
        Map<String, String> values,
        List<MetadataItem.SecretKeyRef> secrets,
        String secretStore) {

    ComponentDefinition {
        Set<String> fromSecrets = secrets.stream()
                .map(MetadataItem.SecretKeyRef::name)
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
        fields = fields.stream()
                .map(field -> isAmong(field, fromSecrets) ? field.asSensitive() : field)
                .toList();
        values = Map.copyOf(values);
        secrets = List.copyOf(secrets);
    }

    boolean needsSecrets() {
        return !secrets.isEmpty();
    }

    boolean isSecretStore() {
        return FactoryCatalog.category(manifest.type()).equals(SecretSource.CATEGORY);
    }

    String displayName() {
        return manifest.displayName();
    }

    /** The fields whose values are known before any secret is. */
    List<MetadataField> fieldsWithoutSecrets() {
        Set<String> fromSecrets = secrets.stream()
                .map(MetadataItem.SecretKeyRef::name)
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
        return fields.stream().filter(field -> !isAmong(field, fromSecrets)).toList();
    }

    static boolean isAmong(MetadataField field, Set<String> names) {
        return names.contains(field.name()) || field.aliases().stream().anyMatch(names::contains);
    }

    /** The metadata as far as it is known without secrets. */
    ComponentMetadata provisionalMetadata() {
        return ComponentMetadata.of(fieldsWithoutSecrets(), values);
    }

    /**
     * All metadata.
     *
     * @throws InvalidComponentException if a secret's value does not fit its field
     */
    ComponentMetadata metadata(Map<String, String> secretValues) {
        Map<String, String> all = new HashMap<>(values);
        all.keySet().removeIf(name -> secretValues.keySet().stream()
                .anyMatch(secret -> secret.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))));
        all.putAll(secretValues);
        return ComponentMetadata.of(fields, all);
    }
}
