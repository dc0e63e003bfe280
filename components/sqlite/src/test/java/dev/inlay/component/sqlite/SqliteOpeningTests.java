package dev.inlay.component.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.component.ComponentFactory;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateStoreUnavailableException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are found where connection strings say, and what cannot be opened says why and what to do. */
class SqliteOpeningTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<StateStore> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(store -> store.close().block(LIMIT));
    }

    @Test
    void values_survive_a_restart() {
        StateStore first = open(folder.resolve("state.db").toString());
        write(first, "k", "1");
        first.close().block(LIMIT);
        assertThat(text(open(folder.resolve("state.db").toString()), "k")).isEqualTo("1");
    }

    @Test
    void a_missing_folder_is_made_for_the_owner_only() throws IOException {
        Path file = folder.resolve("a/b/state.db");
        open(file.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @CsvSource({
        "data.db, data.db",
        "file:data.db, data.db",
        "file:data.db?mode=rwc, data.db",
        "data.db?mode=rwc&_pragma=synchronous(NORMAL), data.db",
        "data.db?_txlock=immediate, data.db",
        "with%20space.db, with space.db",
        "with space.db, with space.db",
        "plus+sign.db, plus+sign.db"
    })
    void the_file_is_where_the_connection_string_says(String connectionString, String name) {
        String absolute = connectionString.startsWith("file:")
                ? "file:" + folder + "/" + connectionString.substring("file:".length())
                : folder + "/" + connectionString;
        StateStore store = open(absolute);
        write(store, "k", "1");
        assertThat(folder.resolve(name)).isRegularFile();
        assertThat(SqliteAddress.parse(absolute).file()).isEqualTo(folder.resolve(name));
    }

    @Test
    void a_uri_with_slashes_names_the_same_file() {
        assertThat(SqliteAddress.parse("file:///var/data.db").file()).isEqualTo(Path.of("/var/data.db"));
        assertThat(SqliteAddress.parse("file://localhost/var/data.db").file()).isEqualTo(Path.of("/var/data.db"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"per%cent?question#hash.db", "plain.db"})
    void an_address_made_of_a_file_means_that_file(String name) throws Exception {
        Path file = folder.resolve(name);
        SqliteDatabase database = new SqliteDatabase(SqliteAddress.of(file), Duration.ofSeconds(1), true);
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
        }
        assertThat(file).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {":memory:", "file::memory:", "file:shared?mode=memory&cache=shared"})
    void a_database_in_memory_leaves_no_file(String connectionString) {
        StateStore store = open(connectionString);
        write(store, "k", "1");
        assertThat(text(store, "k")).isEqualTo("1");
        assertThat(SqliteAddress.parse(connectionString).file()).isNull();
    }

    @Test
    void a_database_opened_for_reading_is_read_and_not_written() {
        StateStore writer = open(folder.resolve("state.db").toString());
        write(writer, "k", "1");
        StateStore reader = open(folder.resolve("state.db") + "?mode=ro");
        assertThat(text(reader, "k")).isEqualTo("1");
        assertThatThrownBy(() -> write(reader, "k", "2"))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("readonly");
        assertThat(text(writer, "k")).isEqualTo("1");
    }

    @Test
    void the_journal_is_a_write_ahead_log_unless_switched_off() {
        open(folder.resolve("wal.db").toString());
        assertThat(folder.resolve("wal.db-wal")).exists();
        StateStore store =
                open(Map.of("connectionString", folder.resolve("journal.db").toString(), "disableWAL", "true"));
        write(store, "k", "1");
        assertThat(folder.resolve("journal.db-wal")).doesNotExist();
    }

    @Test
    void tables_have_the_names_the_manifest_gives() throws Exception {
        Path file = folder.resolve("state.db");
        StateStore store =
                open(Map.of("connectionString", file.toString(), "tableName", "orders", "metadataTableName", "meta"));
        write(store, "k", "1");
        try (Connection connection = new SqliteDatabase(SqliteAddress.of(file), LIMIT, true).open();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT (SELECT value FROM orders WHERE key='k'), (SELECT value FROM meta WHERE key='migrations')")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("1");
            assertThat(row.getString(2)).isEqualTo("1");
        }
    }

    @Test
    void a_folder_in_the_place_of_the_file_is_said_to_be_one() {
        assertThatThrownBy(() -> open(folder.toString()))
                .isInstanceOf(SqliteOpenException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("it is a folder")
                .hasMessageContaining("cure");
    }

    @Test
    void a_folder_that_cannot_be_made_is_named_with_the_reason() throws IOException {
        Path blocking = Files.writeString(folder.resolve("file"), "text");
        assertThatThrownBy(() -> open(blocking.resolve("sub/state.db").toString()))
                .isInstanceOf(SqliteOpenException.class)
                .hasMessageContaining(blocking.toString())
                .hasMessageContaining("folder cannot be made")
                .hasMessageContaining("cure");
    }

    @Test
    void a_path_that_cannot_be_written_is_named_with_the_cure() {
        assertThatThrownBy(() -> open("/proc/self/state.db"))
                .isInstanceOf(SqliteOpenException.class)
                .hasMessageContaining("/proc/self/state.db")
                .hasMessageContaining("cure");
    }

    @Test
    void a_file_that_is_no_database_is_left_as_it_is() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a database, but quite long enough".repeat(50));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> open(file.toString()))
                .isInstanceOf(SqliteOpenException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("no SQLite database or is damaged")
                .hasMessageContaining("cure");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void init_may_be_repeated_once_the_cause_is_removed() throws IOException {
        Path file = Files.writeString(folder.resolve("state.db"), "not a database, but quite long enough".repeat(50));
        StateStore store = Stores.of(file, TimeSource.system());
        opened.add(store);
        assertThatThrownBy(() -> store.init().block(LIMIT)).isInstanceOf(SqliteOpenException.class);
        Files.delete(file);
        store.init().block(LIMIT);
        write(store, "k", "1");
        assertThat(text(store, "k")).isEqualTo("1");
    }

    @Test
    void a_lock_held_too_long_by_another_process_is_a_passing_failure() throws Exception {
        Path file = folder.resolve("state.db");
        StateStore store = open(Map.of("connectionString", file.toString(), "busyTimeout", "50ms"));
        write(store, "k", "1");
        try (Connection other = new SqliteDatabase(SqliteAddress.of(file), LIMIT, true).open();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> write(store, "k", "2"))
                    .isInstanceOf(StateStoreUnavailableException.class)
                    .hasMessageContaining(file.toString());
            assertThat(text(store, "k")).isEqualTo("1");
            statement.execute("ROLLBACK");
        }
        write(store, "k", "3");
        assertThat(text(store, "k")).isEqualTo("3");
    }

    @Test
    void a_store_that_is_closed_says_so_and_closes_again() {
        StateStore store = open(folder.resolve("state.db").toString());
        store.close().block(LIMIT);
        store.close().block(LIMIT);
        assertThatThrownBy(() -> text(store, "k"))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("statestore");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tableName | drop table x",
                "metadataTableName | 1st",
                "timeout | 0s",
                "connectionString | data.db?_pragma=busy_timeout(5)",
                "connectionString | data.db?_pragma=journal_mode=DELETE",
                "connectionString | data.db?_pragma=a;b"
            })
    void metadata_that_makes_no_sense_is_refused_by_name(String field, String value) {
        Map<String, String> metadata = new HashMap<>(Map.of("connectionString", "data.db"));
        metadata.put(field, value);
        assertThatThrownBy(() -> Stores.of(metadata, TimeSource.system()))
                .isInstanceOf(InvalidComponentException.class)
                .hasMessageContaining("'" + field + "'")
                .hasMessageContaining("expected:");
    }

    @Test
    void the_service_loader_finds_it() {
        assertThat(ServiceLoader.load(ComponentFactory.class))
                .anyMatch(factory -> factory.type().equals("state.sqlite"));
    }

    private StateStore open(String connectionString) {
        return open(Map.of("connectionString", connectionString));
    }

    private StateStore open(Map<String, String> metadata) {
        StateStore store = Stores.of(metadata, TimeSource.system());
        opened.add(store);
        store.init().block(LIMIT);
        return store;
    }

    private static void write(StateStore store, String key, String json) {
        store.set(new StoreSet(key, StateValue.json(json.getBytes(StandardCharsets.UTF_8))))
                .block(LIMIT);
    }

    private static @Nullable String text(StateStore store, String key) {
        StoredValue stored = store.get(new StoreGet(key)).block(LIMIT);
        return new String(Objects.requireNonNull(stored).value().bytes(), StandardCharsets.UTF_8);
    }
}
