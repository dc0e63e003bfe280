package dev.inlay.component.sqlite;

import dev.inlay.component.InvalidComponentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * A SQLite database that connections can be opened to. Every method blocks: call it on a scheduler of your own.
 *
 * <p>Durability: outside of read-only databases the journal is a write-ahead log (unless that is switched off) and
 * {@code synchronous} is FULL, so what has been committed survives a crash of the process and a loss of power; it is
 * also what Dapr's driver does. Who prefers speed says {@code _pragma=synchronous(NORMAL)} in the connection string.
 */
public final class SqliteDatabase {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final SqliteAddress address;
    private final Duration busyTimeout;
    private final boolean writeAheadLog;

    /**
     * @param address where it is
     * @param busyTimeout how long to wait for a lock that another connection or process holds
     * @param writeAheadLog whether readers and the writer shall not wait for each other
     */
    public SqliteDatabase(SqliteAddress address, Duration busyTimeout, boolean writeAheadLog) {
        this.address = address;
        this.busyTimeout = busyTimeout;
        this.writeAheadLog = writeAheadLog;
    }

    public SqliteAddress address() {
        return address;
    }

    /**
     * Makes the file's folder if need be, for the owner only.
     *
     * @throws SqliteOpenException if it cannot be
     */
    public void prepareFolder() {
        Path file = address.file();
        if (file == null || address.readOnly()) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw new SqliteOpenException(address, "it is a folder (cure: name a file in it)", null);
        }
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        try {
            createFolder(folder);
        } catch (IOException e) {
            throw new SqliteOpenException(
                    address,
                    "its folder cannot be made: " + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + " (cure: a path whose folder exists or can be made by this user)",
                    e);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /**
     * Opens a connection. Transactions on it are begun and ended by statements.
     *
     * @throws SqliteOpenException if it cannot be opened, with the cause and the cure
     */
    public Connection open() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
        config.setReadOnly(address.readOnly());
        config.setSharedCache(false);
        Connection connection = null;
        try {
            connection = config.createConnection("jdbc:sqlite:" + address.uri());
            configure(connection);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw new SqliteOpenException(address, cure(e), e);
        }
    }

    private void configure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!address.readOnly()) {
                statement.execute("PRAGMA journal_mode=" + journalMode());
                statement.execute("PRAGMA synchronous=FULL");
            }
            for (String pragma : address.pragmas()) {
                statement.execute("PRAGMA " + pragma);
            }
            // The first thing that reads the file: one that is no database is found out here, not by the first request.
            statement.execute("SELECT count(*) FROM sqlite_master");
        }
    }

    private String journalMode() {
        if (address.file() == null) {
            return "MEMORY";
        }
        return writeAheadLog ? "WAL" : "DELETE";
    }

    private String cure(SQLException e) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
        return switch (code) {
            case SQLITE_NOTADB, SQLITE_CORRUPT ->
                "it is no SQLite database or is damaged (cure: restore it, or move it away and start with an empty one)";
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
                "the file cannot be opened or made (cure: a path that this user may read and write; with mode=ro, one"
                        + " that exists)";
            case SQLITE_READONLY ->
                "it cannot be written (cure: let this user write the file and its folder, or say mode=ro)";
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "another process has locked it for longer than busyTimeout, " + busyTimeout.toMillis()
                        + "ms (cure: stop that process, or a longer busyTimeout)";
            default -> String.valueOf(e.getMessage());
        };
    }

    /**
     * Checks that a name can stand in SQL as it is.
     *
     * @throws InvalidComponentException naming the metadata field
     */
    public static String identifier(String field, String name) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new InvalidComponentException("metadata field '" + field + "' has '" + name
                    + "' (expected: a table name of letters, digits and underscores that does not begin with a digit)");
        }
        return name;
    }

    /** Closes a connection that is of no more use, whatever state it is in. */
    static void closeQuietly(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException ignored) {
            // Nothing was pending on it, and nobody could do anything about it.
        }
    }
}
