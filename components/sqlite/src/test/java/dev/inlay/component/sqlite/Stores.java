package dev.inlay.component.sqlite;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.state.StateStore;
import dev.inlay.time.TimeSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes stores the way a manifest does. */
final class Stores {

    private static final SqliteStateStoreFactory FACTORY = new SqliteStateStoreFactory();

    private Stores() {}

    static StateStore of(Path file, TimeSource time) {
        return of(Map.of("connectionString", file.toString()), time);
    }

    static StateStore of(Map<String, String> metadata, TimeSource time) {
        return (StateStore) FACTORY.create(new ComponentContext(
                "statestore",
                FACTORY.type(),
                "v1",
                ComponentMetadata.of(FACTORY.fields(), new HashMap<>(metadata)),
                new AppIdentity("app", ""),
                time,
                JsonCodec.standard()));
    }
}
