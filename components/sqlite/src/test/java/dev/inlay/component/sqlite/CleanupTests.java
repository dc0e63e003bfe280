package dev.inlay.component.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that have expired are deleted at the interval the manifest gives, by one process at a time. */
class CleanupTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void the_process_whose_turn_it_is_deletes_and_says_when() throws SQLException {
        try (StateConnection first = connect();
                StateConnection second = connect()) {
            first.migrate();
            first.apply(expiring("old", Duration.ofSeconds(10)), NOON);
            first.apply(expiring("young", Duration.ofHours(5)), NOON);
            first.apply(new StoreSet("endless", value()), NOON);

            Instant later = NOON.plusSeconds(3600);
            assertThat(first.cleanUp(later, Duration.ofHours(1))).isEqualTo(1);
            assertThat(second.cleanUp(later.plusSeconds(60), Duration.ofHours(1)))
                    .isEqualTo(-1);
            assertThat(second.cleanUp(later.plusSeconds(3600), Duration.ofHours(1)))
                    .isZero();
            assertThat(query("SELECT value FROM metadata WHERE key = 'last-cleanup'"))
                    .isEqualTo("2026-01-02 14:00:00");
            assertThat(query("SELECT group_concat(key, ' ') FROM (SELECT key FROM state ORDER BY key)"))
                    .isEqualTo("endless young");
        }
    }

    @Test
    void the_store_cleans_up_by_itself() {
        ShiftedClock clock = new ShiftedClock();
        StateStore store = Stores.of(
                Map.of("connectionString", folder.resolve("state.db").toString(), "cleanupInterval", "100ms"),
                clock.time());
        store.init().block(LIMIT);
        try {
            store.set(expiring("old", Duration.ofSeconds(10))).block(LIMIT);
            clock.putForward(Duration.ofSeconds(20));
            await().atMost(LIMIT).until(() -> "0".equals(query("SELECT count(*) FROM state")));
        } finally {
            store.close().block(LIMIT);
        }
    }

    private StateConnection connect() {
        return new StateConnection(database().open(), new StateTable("state", "metadata"));
    }

    private SqliteDatabase database() {
        return new SqliteDatabase(SqliteAddress.of(folder.resolve("state.db")), Duration.ofSeconds(5), true);
    }

    private @Nullable String query(String sql) throws SQLException {
        try (Connection connection = database().open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static StoreSet expiring(String key, Duration ttl) {
        return new StoreSet(key, value(), null, Concurrency.UNSPECIFIED, Consistency.UNSPECIFIED, ttl, Map.of());
    }

    private static StateValue value() {
        return StateValue.json("1".getBytes(StandardCharsets.UTF_8));
    }
}
