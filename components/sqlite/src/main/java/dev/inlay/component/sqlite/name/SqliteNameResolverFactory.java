package dev.inlay.component.sqlite.name;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.component.MetadataField;
import dev.inlay.component.sqlite.SqliteAddress;
import dev.inlay.component.sqlite.SqliteDatabase;
import java.time.Duration;
import java.util.List;

/** Makes resolvers of type {@code nameresolution.sqlite}. */
public final class SqliteNameResolverFactory implements ComponentFactory {

    @Override
    public String type() {
        return "nameresolution.sqlite";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string("connectionString").asRequired(),
                MetadataField.duration("updateInterval").withDefault("5s"),
                MetadataField.duration("cleanupInterval").withDefault("1h"),
                MetadataField.duration("timeout").withDefault("1s"),
                MetadataField.duration("busyTimeout").withDefault("800ms"),
                MetadataField.bool("disableWAL").withDefault("false"),
                MetadataField.string("tableName").withDefault("hosts"),
                MetadataField.string("metadataTableName").withDefault("metadata"));
    }

    @Override
    public Component create(ComponentContext context) {
        ComponentMetadata metadata = context.metadata();
        SqliteAddress address = SqliteAddress.parse(metadata.get("connectionString"));
        if (address.file() == null) {
            throw new InvalidComponentException(
                    "metadata field 'connectionString' names a database in memory, which no other process can see"
                            + " (expected: the path of a file that all applications of the machine share)");
        }
        Duration updateInterval = metadata.duration("updateInterval", Duration.ofSeconds(5));
        if (updateInterval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new InvalidComponentException("metadata field 'updateInterval' has '" + metadata.get("updateInterval")
                    + "' (expected: at least 1s)");
        }
        SqliteDatabase database = new SqliteDatabase(
                address, metadata.duration("busyTimeout", Duration.ofMillis(800)), !metadata.flag("disableWAL"));
        HostTable table = new HostTable(
                SqliteDatabase.identifier("tableName", metadata.get("tableName")),
                SqliteDatabase.identifier("metadataTableName", metadata.get("metadataTableName")));
        return new SqliteNameResolver(database, table, updateInterval, context.time());
    }
}
