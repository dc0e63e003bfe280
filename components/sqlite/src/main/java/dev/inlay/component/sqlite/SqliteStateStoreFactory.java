package dev.inlay.component.sqlite;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import java.time.Duration;
import java.util.List;

/** Makes {@code state.sqlite}: state in a file that any number of processes of one machine may share. */
public final class SqliteStateStoreFactory implements ComponentFactory {

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

    @Override
    public String type() {
        return "state.sqlite";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string("connectionString").asRequired("missing connection string"),
                MetadataField.duration("timeout").withDefault("20s").withAliases("timeoutInSeconds"),
                MetadataField.duration("busyTimeout").withDefault("2s"),
                MetadataField.bool("disableWAL").withDefault("false"),
                MetadataField.string("tableName").withDefault("state"),
                MetadataField.string("metadataTableName").withDefault("metadata"),
                MetadataField.duration("cleanupInterval").withDefault("0s").withAliases("cleanupIntervalInSeconds"));
    }

    @Override
    public Component create(ComponentContext context) {
        ComponentMetadata metadata = context.metadata();
        SqliteDatabase database = new SqliteDatabase(
                SqliteAddress.parse(metadata.get("connectionString")),
                metadata.duration("busyTimeout", Duration.ofSeconds(2)),
                !metadata.flag("disableWAL"));
        StateTable table = new StateTable(identifier(metadata, "tableName"), identifier(metadata, "metadataTableName"));
        return new SqliteStateStore(
                context,
                new SqliteStateStore.Settings(
                        database, table, timeout(metadata), metadata.duration("cleanupInterval", Duration.ZERO)));
    }

    private static String identifier(ComponentMetadata metadata, String field) {
        return SqliteDatabase.identifier(field, metadata.get(field));
    }

    private static Duration timeout(ComponentMetadata metadata) {
        Duration timeout = metadata.duration("timeout", Duration.ofSeconds(20));
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
            throw new InvalidComponentException("metadata field 'timeout' has '" + metadata.get("timeout")
                    + "' (expected: more than zero, as 20s)");
        }
        return timeout;
    }
}
