package dev.inlay.component.sqlite;

import dev.inlay.component.ComponentContext;
import dev.inlay.error.ErrorCode;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateStoreUnavailableException;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps state in a SQLite database, in the layout that Dapr's store of the same type uses. */
final class SqliteStateStore implements StateStore {

    private static final Logger log = LoggerFactory.getLogger(SqliteStateStore.class);

    /**
     * What a manifest says.
     *
     * @param timeout how long an operation may take
     * @param cleanupInterval how often expired rows are deleted; zero for never
     */
    record Settings(SqliteDatabase database, StateTable table, Duration timeout, Duration cleanupInterval) {}

    private final ComponentContext context;
    private final Settings settings;
    private final AtomicReference<StateDatabase> opened = new AtomicReference<>();
    private final Disposable.Swap cleanup = Disposables.swap();

    SqliteStateStore(ComponentContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
    }

    @Override
    public Mono<Void> init() {
        return Mono.defer(() -> StateDatabase.open(
                        settings.database(), settings.table(), context.time(), "inlay-" + context.name()))
                .onErrorMap(SQLException.class, e -> failed(ErrorCode.INTERNAL, e))
                .flatMap(this::ready);
    }

    private Mono<Void> ready(StateDatabase database) {
        StateDatabase earlier = opened.getAndSet(database);
        log.info(
                "State store {} keeps its data in {}",
                context.name(),
                settings.database().address().displayName());
        Duration interval = settings.cleanupInterval();
        if (!interval.isZero() && !interval.isNegative()) {
            cleanup.update(context.time()
                    .scheduler()
                    .schedulePeriodically(this::cleanUp, 0, interval.toMillis(), TimeUnit.MILLISECONDS));
        }
        return earlier == null ? Mono.empty() : earlier.close();
    }

    private void cleanUp() {
        StateDatabase database = opened.get();
        if (database != null) {
            database.cleanUp(settings.cleanupInterval())
                    .subscribe(
                            rows -> log.debug("State store {}: {} expired values deleted", context.name(), rows),
                            e -> log.warn(
                                    "State store {} could not delete expired values and tries again in {}: {}",
                                    context.name(),
                                    settings.cleanupInterval(),
                                    e.getMessage()));
        }
    }

    @Override
    public Mono<Void> ping() {
        return read(ErrorCode.STATE_GET, connection -> {
                    connection.ping();
                    return true;
                })
                .then();
    }

    @Override
    public String address() {
        return settings.database().address().displayName();
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            cleanup.dispose();
            StateDatabase database = opened.getAndSet(null);
            return database == null ? Mono.empty() : database.close();
        });
    }

    @Override
    public Set<StateFeature> features() {
        return Set.of(StateFeature.ETAG, StateFeature.TRANSACTIONAL, StateFeature.TTL, StateFeature.KEYS_LIKE);
    }

    @Override
    public Mono<StoredValue> get(StoreGet request) {
        return read(
                ErrorCode.STATE_GET,
                connection -> connection.select(request.key(), context.time().now()));
    }

    @Override
    public Flux<StoreGetResult> bulkGet(List<StoreGet> requests, int parallelism) {
        return read(ErrorCode.STATE_BULK_GET, connection -> selectAll(connection, requests))
                .flatMapIterable(results -> results);
    }

    private List<StoreGetResult> selectAll(StateConnection connection, List<StoreGet> requests) {
        Instant now = context.time().now();
        List<StoreGetResult> results = new ArrayList<>(requests.size());
        for (StoreGet request : requests) {
            try {
                StoredValue value = connection.select(request.key(), now);
                if (value != null) {
                    results.add(StoreGetResult.found(request.key(), value));
                }
            } catch (SQLException | IllegalArgumentException e) {
                results.add(StoreGetResult.failed(request.key(), e));
            }
        }
        return results;
    }

    @Override
    public Flux<String> keysLike(String pattern) {
        return read(
                        ErrorCode.STATE_GET,
                        connection ->
                                connection.keysLike(pattern, context.time().now()))
                .flatMapIterable(keys -> keys);
    }

    @Override
    public Mono<Void> set(StoreSet request) {
        return write(ErrorCode.STATE_SAVE, List.of(request));
    }

    @Override
    public Mono<Void> delete(StoreDelete request) {
        return write(ErrorCode.STATE_DELETE, List.of(request));
    }

    @Override
    public Mono<Void> transact(List<StoreOperation> operations) {
        return write(ErrorCode.STATE_TRANSACTION, operations);
    }

    private <T> Mono<T> read(ErrorCode code, StateDatabase.Work<T> work) {
        return Mono.defer(() -> limited(code, database().read(work)));
    }

    private Mono<Void> write(ErrorCode code, List<StoreOperation> operations) {
        return Mono.defer(() -> limited(code, database().write(operations)));
    }

    private StateDatabase database() {
        StateDatabase database = opened.get();
        if (database == null) {
            throw new StateStoreException(ErrorCode.INTERNAL, "state store " + context.name() + " is not open", null);
        }
        return database;
    }

    private <T> Mono<T> limited(ErrorCode code, Mono<T> call) {
        return call.timeout(settings.timeout(), context.time().scheduler())
                .onErrorMap(
                        TimeoutException.class,
                        e -> new StateStoreUnavailableException(
                                code, name() + " did not answer within " + settings.timeout(), e))
                .onErrorMap(SQLException.class, e -> failed(code, e));
    }

    private StateStoreException failed(ErrorCode code, SQLException e) {
        SQLiteErrorCode reason = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
        String message = name() + ": " + e.getMessage();
        return reason == SQLiteErrorCode.SQLITE_BUSY || reason == SQLiteErrorCode.SQLITE_LOCKED
                ? new StateStoreUnavailableException(code, message, e)
                : new StateStoreException(code, message, e);
    }

    private String name() {
        return settings.database().address().displayName();
    }
}
