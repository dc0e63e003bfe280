package dev.inlay.component;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Metadata fields that all components of a category have, whatever their type: the runtime itself reads them. */
final class CategoryFields {

    private static final Map<String, List<MetadataField>> BY_CATEGORY = Map.of(
            "state",
            List.of(
                    MetadataField.string("keyPrefix"),
                    MetadataField.bool("actorStateStore"),
                    MetadataField.string("primaryEncryptionKey").asSensitive(),
                    MetadataField.string("secondaryEncryptionKey").asSensitive(),
                    MetadataField.string("outboxPublishPubsub"),
                    MetadataField.string("outboxPublishTopic"),
                    MetadataField.string("outboxPubsub"),
                    MetadataField.bool("outboxDiscardWhenMissingState")),
            "pubsub",
            List.of(
                    MetadataField.string("allowedTopics"),
                    MetadataField.string("protectedTopics"),
                    MetadataField.string("publishingScopes"),
                    MetadataField.string("subscriptionScopes")),
            "bindings",
            List.of(MetadataField.string("direction"), MetadataField.string("route")),
            "lock",
            List.of(MetadataField.string("keyPrefix")));

    private CategoryFields() {}

    /** The fields of a factory's type, with those of its category that it does not declare itself. */
    static List<MetadataField> of(ComponentFactory factory) {
        List<MetadataField> fields = new ArrayList<>(factory.fields());
        Set<String> declared = new HashSet<>();
        fields.forEach(field -> declared.add(field.name().toLowerCase(Locale.ROOT)));
        BY_CATEGORY.getOrDefault(FactoryCatalog.category(factory.type()), List.of()).stream()
                .filter(field -> !declared.contains(field.name().toLowerCase(Locale.ROOT)))
                .forEach(fields::add);
        return fields;
    }
}
