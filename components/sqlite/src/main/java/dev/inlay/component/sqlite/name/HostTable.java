package dev.inlay.component.sqlite.name;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.sqlite.SqliteMigrations;
import dev.inlay.peer.PeerAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of instances, in Dapr's layout, so that instances of both find each other. Times are whole seconds since
 * 1970. Every method blocks.
 *
 * @param name the table, an identifier that was checked
 * @param metadataName the table of migrations, likewise
 */
record HostTable(String name, String metadataName) {

    void migrate(Connection connection) throws SQLException {
        SqliteMigrations.run(
                connection,
                metadataName,
                SqliteMigrations.NAME_RESOLUTION,
                List.of("CREATE TABLE IF NOT EXISTS " + name
                        + " (registration_id TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL,"
                        + " app_id TEXT NOT NULL, namespace TEXT NOT NULL, last_update INTEGER NOT NULL)"));
        // In Dapr's layout they belong to the same step as the table; so they are made apart, if need be.
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE UNIQUE INDEX IF NOT EXISTS " + name + "_address_idx ON " + name + " (address)");
            statement.execute("CREATE INDEX IF NOT EXISTS " + name + "_last_update_idx ON " + name + " (last_update)");
        }
    }

    void put(Connection connection, String registration, AppIdentity app, PeerAddress address, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("REPLACE INTO " + name
                + " (registration_id, address, app_id, namespace, last_update) VALUES (?, ?, ?, ?, ?)")) {
            statement.setString(1, registration);
            statement.setString(2, address.toString());
            statement.setString(3, app.appId());
            statement.setString(4, app.namespace());
            statement.setLong(5, now);
            statement.executeUpdate();
        }
    }

    /** Whether the row was still there. */
    boolean touch(Connection connection, String registration, PeerAddress address, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE " + name + " SET last_update = ? WHERE registration_id = ? AND address = ?")) {
            statement.setLong(1, now);
            statement.setString(2, registration);
            statement.setString(3, address.toString());
            return statement.executeUpdate() == 1;
        }
    }

    void remove(Connection connection, String registration) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + name + " WHERE registration_id = ?")) {
            statement.setString(1, registration);
            statement.executeUpdate();
        }
    }

    void removeOlderThan(Connection connection, long time) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + name + " WHERE last_update < ?")) {
            statement.setLong(1, time);
            statement.executeUpdate();
        }
    }

    /** The addresses of an application's live instances. Dapr's look-up does not mind the namespace either. */
    List<String> addresses(Connection connection, String appId, long since) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT address FROM " + name + " WHERE app_id = ? AND last_update >= ?")) {
            statement.setString(1, appId);
            statement.setLong(2, since);
            return column(statement);
        }
    }

    List<String> appIds(Connection connection, long since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT DISTINCT app_id FROM " + name + " WHERE last_update >= ? ORDER BY app_id")) {
            statement.setLong(1, since);
            return column(statement);
        }
    }

    private static List<String> column(PreparedStatement statement) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
