package dev.inlay.component.sqlite;

import java.util.List;

/**
 * The SQL of one state table. The layout is Dapr's: values are JSON text, or base64 with {@code is_binary}; a row whose
 * {@code expiration_time} has come does not count, whether or not it is still there.
 *
 * @param name the table's name, checked
 * @param metadataName the metadata table's name, checked
 */
record StateTable(String name, String metadataName) {

    private static final String ALIVE = "(expiration_time IS NULL OR expiration_time > ?)";

    /** The steps by which the tables came to be; their number stands in the metadata table. */
    List<String> migrations() {
        return List.of("CREATE TABLE IF NOT EXISTS " + name + " ("
                + "key TEXT NOT NULL PRIMARY KEY, "
                + "value TEXT NOT NULL, "
                + "is_binary BOOLEAN NOT NULL, "
                + "etag TEXT NOT NULL, "
                + "expiration_time TIMESTAMP DEFAULT NULL, "
                + "update_time TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)");
    }

    /** Parameters: key, now. */
    String select() {
        return "SELECT value, is_binary, etag, expiration_time FROM " + name + " WHERE key = ? AND " + ALIVE;
    }

    /** Parameters: pattern, now. */
    String keysLike() {
        return "SELECT key FROM " + name + " WHERE key LIKE ? ESCAPE '\\' AND " + ALIVE;
    }

    /** Parameters: value, is_binary, etag, expiration, now, key. */
    String upsert() {
        return insert() + assignments();
    }

    /** Changes no row if there is a live one. Parameters: those of {@link #upsert()}, now. */
    String insertIfAbsent() {
        return insert() + assignments() + " WHERE " + name + ".expiration_time <= ?";
    }

    private String insert() {
        return "INSERT INTO " + name + " (value, is_binary, etag, expiration_time, update_time, key)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
    }

    private static String assignments() {
        return " ON CONFLICT (key) DO UPDATE SET value = excluded.value, is_binary = excluded.is_binary,"
                + " etag = excluded.etag, expiration_time = excluded.expiration_time,"
                + " update_time = excluded.update_time";
    }

    /** Changes no row if the ETag is another. Parameters: those of {@link #upsert()}, the ETag it must have, now. */
    String updateIfMatch() {
        return "UPDATE " + name + " SET value = ?, is_binary = ?, etag = ?, expiration_time = ?, update_time = ?"
                + " WHERE key = ? AND etag = ? AND " + ALIVE;
    }

    /** Parameters: key. */
    String delete() {
        return "DELETE FROM " + name + " WHERE key = ?";
    }

    /** Changes no row if the ETag is another. Parameters: key, the ETag it must have, now. */
    String deleteIfMatch() {
        return "DELETE FROM " + name + " WHERE key = ? AND etag = ? AND " + ALIVE;
    }

    /** Parameters: now. */
    String deleteExpired() {
        return "DELETE FROM " + name + " WHERE expiration_time <= ?";
    }

    /**
     * Says that a clean-up happens now; changes no row if another process said so less than an interval ago.
     * Parameters: now, the last time that is long enough ago.
     */
    String claimCleanup() {
        return "INSERT INTO " + metadataName + " (key, value) VALUES ('last-cleanup', ?)"
                + " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE " + metadataName + ".value <= ?";
    }
}
