package dev.inlay.component.local.secret;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes {@code secretstores.local.env}: environment variables as secrets. */
public final class EnvironmentSecretStoreFactory implements ComponentFactory {

    private final Map<String, String> environment;

    /** Reads the environment of this process. */
    public EnvironmentSecretStoreFactory() {
        this(System.getenv());
    }

    EnvironmentSecretStoreFactory(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String type() {
        return "secretstores.local.env";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(MetadataField.string("prefix"));
    }

    @Override
    public Component create(ComponentContext context) {
        String prefix = Objects.requireNonNullElse(context.metadata().find("prefix"), "");
        return new EnvironmentSecretStore(environment, prefix);
    }
}
