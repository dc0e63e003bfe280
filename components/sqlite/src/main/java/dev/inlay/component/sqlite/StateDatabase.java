package dev.inlay.component.sqlite;

import dev.inlay.state.StoreOperation;
import dev.inlay.time.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * An open database: one connection that writes on a thread of its own, and a few that read on theirs. A database in
 * memory belongs to its one connection, which then reads too.
 *
 * <p>Results come on Reactor's parallel scheduler, never on the threads here: what callers do with them must not hold up
 * the writer, and if it asks for more must not wait for itself.
 */
final class StateDatabase {

    /** Reads are short and mostly served from memory; more threads would only share the same cores. */
    private static final int READERS = 4;

    private static final int IDLE_THREAD_SECONDS = 60;

    private final SqliteDatabase database;
    private final StateTable table;
    private final TimeSource time;
    private final Scheduler writer;
    private final Scheduler readers;
    private final StateConnection writing;
    private final GroupCommit commits;
    private final Queue<StateConnection> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private StateDatabase(
            SqliteDatabase database,
            StateTable table,
            TimeSource time,
            Scheduler writer,
            StateConnection writing,
            String name) {
        this.database = database;
        this.table = table;
        this.time = time;
        this.writer = writer;
        this.writing = writing;
        this.commits = new GroupCommit(writing, writer, time);
        this.readers = inMemory() ? writer : threads(READERS, name + "-reader");
    }

    /** What is done with a connection. */
    interface Work<T> {
        @Nullable T with(StateConnection connection) throws SQLException;
    }

    /**
     * Opens the database and brings its tables up to date.
     *
     * @param name what its threads are called by
     */
    static Mono<StateDatabase> open(SqliteDatabase database, StateTable table, TimeSource time, String name) {
        return Mono.defer(() -> {
            Scheduler writer = threads(1, name + "-writer");
            return Mono.fromCallable(() -> connect(database, table))
                    .subscribeOn(writer)
                    .map(writing -> new StateDatabase(database, table, time, writer, writing, name))
                    .doOnError(failure -> release(writer))
                    .doOnCancel(() -> release(writer))
                    .doOnDiscard(StateConnection.class, StateConnection::close)
                    .publishOn(Schedulers.parallel());
        });
    }

    private static StateConnection connect(SqliteDatabase database, StateTable table) throws SQLException {
        database.prepareFolder();
        StateConnection connection = new StateConnection(database.open(), table);
        try {
            if (!database.address().readOnly()) {
                connection.migrate();
            }
            connection.ping();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Scheduler threads(int count, String name) {
        return Schedulers.newBoundedElastic(count, Integer.MAX_VALUE, name, IDLE_THREAD_SECONDS, true);
    }

    private boolean inMemory() {
        return database.address().file() == null;
    }

    /** Reads on a connection of its own. */
    <T> Mono<T> read(Work<T> work) {
        return Mono.fromCallable(() -> inMemory() ? work.with(writing) : borrow(work))
                .subscribeOn(readers)
                .publishOn(Schedulers.parallel());
    }

    private <T> @Nullable T borrow(Work<T> work) throws SQLException {
        StateConnection connection = idle.poll();
        if (connection == null) {
            connection = new StateConnection(database.open(), table);
        }
        try {
            return work.with(connection);
        } finally {
            idle.add(connection);
            if (closed) {
                closeIdle();
            }
        }
    }

    /** Writes the operations, all or none. */
    Mono<Void> write(List<StoreOperation> operations) {
        return commits.write(operations).publishOn(Schedulers.parallel());
    }

    /** Deletes expired rows, unless another process did within this interval; tells how many, or -1. */
    Mono<Integer> cleanUp(Duration interval) {
        return Mono.fromCallable(() -> writing.cleanUp(time.now(), interval))
                .subscribeOn(writer)
                .publishOn(Schedulers.parallel());
    }

    /** Closes the database once the writes that were asked for are made. */
    Mono<Void> close() {
        return Mono.fromRunnable(() -> {
                    closed = true;
                    closeIdle();
                    writing.close();
                })
                .subscribeOn(writer)
                .doFinally(end -> release(readers, writer))
                .publishOn(Schedulers.parallel())
                .then();
    }

    /** Ends threads from another one: it waits for locks, so neither these threads nor an event loop can do it. */
    private static void release(Scheduler... ended) {
        Schedulers.boundedElastic().schedule(() -> {
            for (Scheduler scheduler : ended) {
                scheduler.dispose();
            }
        });
    }

    private void closeIdle() {
        for (StateConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }
}
