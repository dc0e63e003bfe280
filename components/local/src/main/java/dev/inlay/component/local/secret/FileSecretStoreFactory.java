package dev.inlay.component.local.secret;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Makes {@code secretstores.local.file}: a JSON file as secret store. */
public final class FileSecretStoreFactory implements ComponentFactory {

    private static final String DEFAULT_SEPARATOR = ":";

    @Override
    public String type() {
        return "secretstores.local.file";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string("secretsFile").asRequired("missing local secrets file in metadata"),
                MetadataField.string("nestedSeparator").withDefault(DEFAULT_SEPARATOR),
                MetadataField.bool("multiValued").withDefault("false"));
    }

    @Override
    public Component create(ComponentContext context) {
        ComponentMetadata metadata = context.metadata();
        String separator = Objects.requireNonNullElse(metadata.find("nestedSeparator"), DEFAULT_SEPARATOR);
        SecretLayout layout = new SecretLayout(separator, metadata.flag("multiValued"));
        return new FileSecretStore(path(metadata.get("secretsFile")), layout, context.json());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidComponentException(
                    "metadata field 'secretsFile' has '" + text + "' (expected: the path of a JSON file)");
        }
    }
}
