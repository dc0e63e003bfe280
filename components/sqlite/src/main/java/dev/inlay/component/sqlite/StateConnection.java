package dev.inlay.component.sqlite;

import dev.inlay.state.Concurrency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection with the statements on a state table, prepared once. For one thread at a time; every method blocks. */
final class StateConnection implements AutoCloseable {

    private final Connection connection;
    private final StateTable table;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    StateConnection(Connection connection, StateTable table) {
        this.connection = connection;
        this.table = table;
    }

    void migrate() throws SQLException {
        SqliteMigrations.run(connection, table.metadataName(), SqliteMigrations.STATE, table.migrations());
    }

    @Nullable StoredValue select(String key, Instant now) throws SQLException {
        PreparedStatement select = prepare(table.select());
        select.setString(1, key);
        select.setString(2, SqliteTime.format(now));
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? read(row) : null;
        }
    }

    /** The keys that fit a pattern of SQL, in which case matters. */
    List<String> keysLike(String pattern, Instant now) throws SQLException {
        // SQLite's own LIKE takes a for A; nothing else on these connections uses it.
        execute("PRAGMA case_sensitive_like = ON");
        PreparedStatement select = connection.prepareStatement(table.keysLike());
        try (select) {
            select.setString(1, pattern);
            select.setString(2, SqliteTime.format(now));
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
            return keys;
        }
    }

    private static StoredValue read(ResultSet row) throws SQLException {
        String text = row.getString(1);
        StateValue value = row.getBoolean(2)
                ? StateValue.raw(Base64.getDecoder().decode(text))
                : StateValue.json(text.getBytes(StandardCharsets.UTF_8));
        return new StoredValue(value, row.getString(3), SqliteTime.parse(row.getString(4)), Map.of());
    }

    /**
     * Makes one write or delete. One that is refused has changed nothing.
     *
     * @throws EtagMismatchException if the present value forbids it
     */
    void apply(StoreOperation operation, Instant now) throws SQLException {
        boolean lastWrite = operation.concurrency() == Concurrency.LAST_WRITE;
        String etag = lastWrite ? null : operation.etag();
        int rows;
        if (operation instanceof StoreSet set) {
            rows = etag != null || set.concurrency() != Concurrency.FIRST_WRITE
                    ? write(set, etag, now)
                    : insertIfAbsent(set, now);
        } else {
            rows = delete(operation.key(), etag, now);
        }
        if (rows == 0) {
            throw new EtagMismatchException(operation.key(), etag, null);
        }
    }

    private int write(StoreSet set, @Nullable String etag, Instant now) throws SQLException {
        PreparedStatement write = prepare(etag == null ? table.upsert() : table.updateIfMatch());
        bind(write, set, now);
        if (etag != null) {
            write.setString(7, etag);
            write.setString(8, SqliteTime.format(now));
        }
        return write.executeUpdate();
    }

    private int insertIfAbsent(StoreSet set, Instant now) throws SQLException {
        PreparedStatement insert = prepare(table.insertIfAbsent());
        bind(insert, set, now);
        insert.setString(7, SqliteTime.format(now));
        return insert.executeUpdate();
    }

    private static void bind(PreparedStatement write, StoreSet set, Instant now) throws SQLException {
        byte[] bytes = set.value().bytes();
        boolean binary = !set.value().json();
        write.setString(
                1, binary ? Base64.getEncoder().encodeToString(bytes) : new String(bytes, StandardCharsets.UTF_8));
        write.setBoolean(2, binary);
        write.setString(3, UUID.randomUUID().toString());
        write.setString(4, expiration(set.ttl(), now));
        write.setString(5, SqliteTime.format(now));
        write.setString(6, set.key());
    }

    private static @Nullable String expiration(@Nullable Duration ttl, Instant now) {
        return ttl == null || ttl.isZero() ? null : SqliteTime.format(now.plus(ttl));
    }

    /** How many rows the delete counts for: one without ETag always succeeds. */
    private int delete(String key, @Nullable String etag, Instant now) throws SQLException {
        PreparedStatement delete = prepare(etag == null ? table.delete() : table.deleteIfMatch());
        delete.setString(1, key);
        if (etag == null) {
            delete.executeUpdate();
            return 1;
        }
        delete.setString(2, etag);
        delete.setString(3, SqliteTime.format(now));
        return delete.executeUpdate();
    }

    /**
     * Deletes expired rows, unless another process did within this interval.
     *
     * @return how many; -1 if it was another's turn
     */
    int cleanUp(Instant now, Duration interval) throws SQLException {
        PreparedStatement claim = prepare(table.claimCleanup());
        claim.setString(1, SqliteTime.format(now));
        claim.setString(2, SqliteTime.format(now.minus(interval)));
        if (claim.executeUpdate() == 0) {
            return -1;
        }
        PreparedStatement delete = prepare(table.deleteExpired());
        delete.setString(1, SqliteTime.format(now));
        return delete.executeUpdate();
    }

    /** Runs a statement without parameters, as {@code COMMIT}. */
    void execute(String sql) throws SQLException {
        prepare(sql).execute();
    }

    /** Whether the database answers. */
    void ping() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM " + table.name() + " LIMIT 1");
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Closes the connection and with it its statements. */
    @Override
    public void close() {
        SqliteDatabase.closeQuietly(connection);
    }
}
