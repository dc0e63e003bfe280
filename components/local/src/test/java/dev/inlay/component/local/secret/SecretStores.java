package dev.inlay.component.local.secret;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.secret.SecretStore;
import dev.inlay.time.TimeSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes secret stores as the runtime would. */
final class SecretStores {

    private SecretStores() {}

    static SecretStore ofFile(Path file, Map<String, String> metadata) {
        Map<String, String> all = new HashMap<>(metadata);
        all.put("secretsFile", file.toString());
        return of(new FileSecretStoreFactory(), all);
    }

    static SecretStore ofEnvironment(Map<String, String> environment, Map<String, String> metadata) {
        return of(new EnvironmentSecretStoreFactory(environment), metadata);
    }

    private static SecretStore of(ComponentFactory factory, Map<String, String> metadata) {
        return (SecretStore) factory.create(new ComponentContext(
                "secrets",
                factory.type(),
                "v1",
                ComponentMetadata.of(factory.fields(), metadata),
                new AppIdentity("app", ""),
                TimeSource.system(),
                JsonCodec.standard()));
    }
}
