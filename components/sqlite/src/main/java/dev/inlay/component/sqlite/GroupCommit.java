package dev.inlay.component.sqlite;

import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StoreOperation;
import dev.inlay.time.TimeSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The one writer of a database. Whatever is waiting when the writer gets round to it is written in one transaction, so
 * that the cost of making a commit durable is shared: the busier the store, the larger the batches.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>All writes happen on one thread, in the order in which they were asked for.
 *   <li>Nobody is told of a success, or of a refusal, before the commit that it belongs to: what was acknowledged
 *       survives a crash, and a refusal never rests on a value that was then not committed.
 *   <li>Neighbours do not harm each other. A refused write has changed nothing; a refused transaction is undone to its
 *       savepoint. If the database itself fails in the middle of a batch, the batch is undone and each of its members is
 *       tried alone, so that only the one that cannot be written fails.
 *   <li>A write that its caller has given up before its turn is not made. One that is given up later may have been.
 * </ul>
 */
final class GroupCommit {

    /** Enough to share the cost of a commit, few enough that the first of a batch does not wait long for the last. */
    private static final int MAX_BATCH = 256;

    private final StateConnection connection;
    private final Scheduler writer;
    private final TimeSource time;
    private final Queue<Write> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param connection belongs to the writer thread alone
     * @param writer a scheduler with one thread
     */
    GroupCommit(StateConnection connection, Scheduler writer, TimeSource time) {
        this.connection = connection;
        this.writer = writer;
        this.time = time;
    }

    /** Operations that happen all or not at all, who waits for them, and whether he still does. */
    private record Write(List<StoreOperation> operations, MonoSink<Void> sink, AtomicBoolean givenUp) {}

    /** Writes the operations, all or none. Completes on the writer thread when they are durable. */
    Mono<Void> write(List<StoreOperation> operations) {
        return Mono.create(sink -> {
            AtomicBoolean givenUp = new AtomicBoolean();
            sink.onCancel(() -> givenUp.set(true));
            queue.add(new Write(operations, sink, givenUp));
            if (waiting.getAndIncrement() == 0) {
                writer.schedule(this::drain);
            }
        });
    }

    private void drain() {
        int taken;
        do {
            List<Write> batch = new ArrayList<>();
            Write next = queue.poll();
            for (taken = 0; next != null; next = queue.poll()) {
                taken++;
                if (!next.givenUp().get()) {
                    batch.add(next);
                }
                if (taken == MAX_BATCH) {
                    break;
                }
            }
            commit(batch);
        } while (waiting.addAndGet(-taken) > 0);
    }

    private void commit(List<Write> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<@Nullable EtagMismatchException> refusals = new ArrayList<>(batch.size());
        try {
            connection.execute("BEGIN IMMEDIATE");
        } catch (SQLException e) {
            batch.forEach(write -> write.sink().error(e));
            return;
        }
        try {
            Instant now = time.now();
            for (Write write : batch) {
                refusals.add(make(write.operations(), now));
            }
            connection.execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            failOrSplit(batch, e);
            return;
        }
        for (int i = 0; i < refusals.size(); i++) {
            tell(batch.get(i).sink(), refusals.get(i));
        }
    }

    private void failOrSplit(List<Write> batch, Exception cause) {
        if (batch.size() == 1) {
            batch.get(0).sink().error(cause);
        } else {
            batch.forEach(write -> commit(List.of(write)));
        }
    }

    /** Makes the operations; returns why they were refused, in which case nothing of them is left. */
    private @Nullable EtagMismatchException make(List<StoreOperation> operations, Instant now) throws SQLException {
        boolean several = operations.size() > 1;
        if (several) {
            connection.execute("SAVEPOINT operations");
        }
        EtagMismatchException refusal = null;
        try {
            for (StoreOperation operation : operations) {
                connection.apply(operation, now);
            }
        } catch (EtagMismatchException e) {
            refusal = e;
        }
        if (several) {
            if (refusal != null) {
                connection.execute("ROLLBACK TO operations");
            }
            connection.execute("RELEASE operations");
        }
        return refusal;
    }

    private void rollBack(Exception cause) {
        try {
            connection.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself where it could not go on.
            cause.addSuppressed(e);
        }
    }

    private static void tell(MonoSink<Void> sink, @Nullable EtagMismatchException refusal) {
        if (refusal == null) {
            sink.success();
        } else {
            sink.error(refusal);
        }
    }
}
