package dev.inlay.component.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import dev.inlay.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What waits is written together, and neighbours do not harm each other. The writer runs when the test lets it. */
class GroupCommitTests {

    @TempDir
    Path folder;

    private final Queue<Runnable> writer = new ArrayDeque<>();
    private final AtomicInteger commits = new AtomicInteger();
    private final List<Outcome> outcomes = new ArrayList<>();
    private Connection connection;
    private StateConnection state;
    private GroupCommit group;

    /** How a write ended. */
    private record Outcome(String key, @Nullable Throwable failure) {}

    @BeforeEach
    void open() throws SQLException {
        SqliteDatabase database =
                new SqliteDatabase(SqliteAddress.of(folder.resolve("state.db")), Duration.ofSeconds(5), true);
        connection = database.open();
        state = new StateConnection(connection, new StateTable("state", "metadata"));
        state.migrate();
        ((SQLiteConnection) connection).addCommitListener(new SQLiteCommitListener() {
            @Override
            public void onCommit() {
                commits.incrementAndGet();
            }

            @Override
            public void onRollback() {}
        });
        group = new GroupCommit(state, Schedulers.fromExecutor(writer::add), TimeSource.system());
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void what_is_waiting_shares_one_commit() throws SQLException {
        for (int i = 0; i < 100; i++) {
            submit(set("k" + i, i));
        }
        assertThat(outcomes).as("acknowledgements before the commit").isEmpty();
        runWriter();
        assertThat(commits).hasValue(1);
        assertThat(failed()).isEmpty();
        assertThat(outcomes).hasSize(100);
        assertThat(value("k99")).isEqualTo("99");
    }

    @Test
    void a_long_queue_is_written_in_several_commits() {
        for (int i = 0; i < 600; i++) {
            submit(set("k" + i, i));
        }
        runWriter();
        assertThat(commits).hasValue(3);
        assertThat(outcomes).hasSize(600);
        assertThat(failed()).isEmpty();
    }

    @Test
    void writes_happen_in_the_order_they_were_asked_for() throws SQLException {
        submit(set("k", 1));
        submit(set("k", 2));
        submit(new StoreDelete("k"));
        submit(set("k", 3));
        runWriter();
        assertThat(value("k")).isEqualTo("3");
        assertThat(commits).hasValue(1);
    }

    @Test
    void a_refused_write_spares_its_neighbours_and_their_commit() throws SQLException {
        submit(set("before", 1));
        submit(firstWrite("before", 2));
        submit(set("after", 3));
        runWriter();
        assertThat(failed()).containsExactly("before");
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.failure() != null)
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(EtagMismatchException.class));
        assertThat(value("before")).isEqualTo("1");
        assertThat(value("after")).isEqualTo("3");
        assertThat(commits).hasValue(1);
    }

    @Test
    void a_refused_transaction_is_undone_among_neighbours_that_are_kept() throws SQLException {
        submit(set("taken", 1));
        submit(set("x", 1), new StoreDelete("taken"), firstWrite("x", 2), set("y", 2));
        submit(set("z", 3));
        runWriter();
        assertThat(failed()).containsExactly("x");
        assertThat(value("taken")).isEqualTo("1");
        assertThat(value("x")).isNull();
        assertThat(value("y")).isNull();
        assertThat(value("z")).isEqualTo("3");
    }

    @Test
    void a_write_the_database_cannot_make_fails_alone() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TRIGGER refuse BEFORE INSERT ON state WHEN NEW.key = 'bad'"
                    + " BEGIN SELECT RAISE(ROLLBACK, 'disk trouble'); END");
        }
        submit(set("a", 1));
        submit(set("bad", 2));
        submit(set("b", 3));
        runWriter();
        assertThat(failed()).containsExactly("bad");
        assertThat(outcomes).hasSize(3);
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isEqualTo("3");
        submit(set("c", 4));
        runWriter();
        assertThat(value("c")).isEqualTo("4");
    }

    @Test
    void a_write_given_up_before_its_turn_is_not_made() throws SQLException {
        Disposable waiting = submit(set("given-up", 1));
        submit(set("kept", 2));
        waiting.dispose();
        runWriter();
        assertThat(value("given-up")).isNull();
        assertThat(value("kept")).isEqualTo("2");
    }

    @Test
    void a_locked_database_fails_what_waits_and_nothing_later() throws SQLException {
        try (Connection other = new SqliteDatabase(
                                SqliteAddress.of(folder.resolve("state.db")), Duration.ofSeconds(5), true)
                        .open();
                Statement statement = other.createStatement();
                Statement own = connection.createStatement()) {
            own.execute("PRAGMA busy_timeout=10");
            statement.execute("BEGIN IMMEDIATE");
            submit(set("a", 1));
            submit(set("b", 2));
            runWriter();
            assertThat(failed()).containsExactly("a", "b");
            statement.execute("ROLLBACK");
        }
        submit(set("c", 3));
        runWriter();
        assertThat(value("c")).isEqualTo("3");
        assertThat(value("a")).isNull();
    }

    private Disposable submit(StoreOperation... operations) {
        String key = operations[0].key();
        Mono<Void> write = group.write(List.of(operations));
        return write.subscribe(
                nothing -> {},
                failure -> outcomes.add(new Outcome(key, failure)),
                () -> outcomes.add(new Outcome(key, null)));
    }

    private void runWriter() {
        for (Runnable task = writer.poll(); task != null; task = writer.poll()) {
            task.run();
        }
    }

    private List<String> failed() {
        return outcomes.stream()
                .filter(outcome -> outcome.failure() != null)
                .map(Outcome::key)
                .toList();
    }

    private @Nullable String value(String key) throws SQLException {
        StoredValue stored = state.select(key, TimeSource.system().now());
        return stored == null ? null : new String(stored.value().bytes(), StandardCharsets.UTF_8);
    }

    private static StoreSet set(String key, int value) {
        return new StoreSet(key, json(value));
    }

    private static StoreSet firstWrite(String key, int value) {
        return new StoreSet(key, json(value), null, Concurrency.FIRST_WRITE, Consistency.UNSPECIFIED, null, Map.of());
    }

    private static StateValue json(int value) {
        return StateValue.json(Integer.toString(value).getBytes(StandardCharsets.UTF_8));
    }
}
