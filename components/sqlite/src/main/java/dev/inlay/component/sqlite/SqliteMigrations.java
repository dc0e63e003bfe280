package dev.inlay.component.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings the tables of a database up to date, as Dapr does: the metadata table has a row for each use of the database
 * that tells how many steps have been made. Both find each other's tables as they should be.
 */
public final class SqliteMigrations {

    /** The row of a state store. */
    public static final String STATE = "migrations";

    /** The row of a name resolver. */
    public static final String NAME_RESOLUTION = "nr-migrations";

    private SqliteMigrations() {}

    /**
     * Makes the steps that have not been made, all or none. Safe when several processes do it at the same time.
     *
     * @param metadataTable an identifier that was checked
     * @param levelKey the row that tells how many steps have been made
     * @param steps the statements, in the order in which they came to be
     */
    public static void run(Connection connection, String metadataTable, String levelKey, List<String> steps)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + metadataTable
                    + " (key text NOT NULL PRIMARY KEY, value text NOT NULL)");
            statement.execute("BEGIN IMMEDIATE");
            try {
                int level = level(statement, metadataTable, levelKey);
                for (String step : steps.subList(Math.min(level, steps.size()), steps.size())) {
                    statement.execute(step);
                }
                if (level < steps.size()) {
                    saveLevel(connection, metadataTable, levelKey, steps.size());
                }
                statement.execute("COMMIT");
            } catch (SQLException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    private static int level(Statement statement, String metadataTable, String levelKey) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT CAST(value AS INTEGER) FROM " + metadataTable + " WHERE key = '" + levelKey + "'")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static void saveLevel(Connection connection, String metadataTable, String levelKey, int level)
            throws SQLException {
        try (PreparedStatement save = connection.prepareStatement("INSERT INTO " + metadataTable
                + " (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")) {
            save.setString(1, levelKey);
            save.setString(2, Integer.toString(level));
            save.executeUpdate();
        }
    }
}
