package dev.inlay.component.sqlite.name;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.sqlite.SqliteDatabase;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Finds instances by a table in a SQLite file (Dapr's {@code nameresolution.sqlite}). An instance writes its row when it
 * is announced, refreshes it just before each update interval ends, and takes it away when it closes. A row that was
 * not refreshed within the update interval counts as gone.
 *
 * <p>All statements run one after the other on one thread of this resolver; {@link #connection} belongs to that thread.
 */
final class SqliteNameResolver implements NameResolver {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteNameResolver.class);

    /** Rows are refreshed this much before the interval ends, so that a slow disk does not make an instance vanish. */
    private static final Duration MARGIN = Duration.ofMillis(800);

    /** Rows of instances that died without a word are taken away after this time. */
    private static final Duration STALE = Duration.ofHours(1);

    /** Short beside the update interval, which an instance that died counts as present for. */
    private static final Duration KEPT = Duration.ofMillis(250);

    private final SqliteDatabase database;
    private final HostTable table;
    private final Duration updateInterval;
    private final TimeSource time;
    private final String registration = UUID.randomUUID().toString();
    private final Disposable.Swap refresh = Disposables.swap();
    private final Scheduler scheduler;
    private @Nullable Connection connection;

    /** One or more statements on the resolver's connection. */
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    SqliteNameResolver(SqliteDatabase database, HostTable table, Duration updateInterval, TimeSource time) {
        this.database = database;
        this.table = table;
        this.updateInterval = updateInterval;
        this.time = time;
        // Threads are made with the first task only.
        this.scheduler = Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "inlay-names", 60, true);
    }

    @Override
    public Mono<Void> init() {
        return Mono.<Void>fromRunnable(this::open).subscribeOn(scheduler);
    }

    private void open() {
        if (connection != null) {
            return;
        }
        database.prepareFolder();
        Connection opened = database.open();
        try {
            table.migrate(opened);
            connection = opened;
        } catch (SQLException e) {
            closeQuietly(opened);
            throw new IllegalStateException(
                    database.address().displayName() + " cannot be used for name resolution: " + e.getMessage(), e);
        }
    }

    @Override
    public Mono<Void> register(AppIdentity app, PeerAddress address) {
        return on(connection -> {
                    table.removeOlderThan(connection, now() - STALE.toSeconds());
                    table.put(connection, registration, app, address, now());
                    return true;
                })
                .doOnNext(done -> refresh.update(Flux.interval(updateInterval.minus(MARGIN), time.scheduler())
                        .onBackpressureDrop()
                        .concatMap(tick -> refreshed(app, address))
                        .subscribe()))
                .then();
    }

    private Mono<Boolean> refreshed(AppIdentity app, PeerAddress address) {
        return on(connection -> {
                    if (!table.touch(connection, registration, address, now())) {
                        table.put(connection, registration, app, address, now());
                    }
                    return true;
                })
                .onErrorResume(error -> {
                    LOG.warn(
                            "the announcement of {} at {} could not be refreshed: {}",
                            app.appId(),
                            address,
                            error.getMessage());
                    return Mono.empty();
                });
    }

    @Override
    public Mono<Void> withdraw() {
        return Mono.defer(() -> {
            refresh.update(Disposables.disposed());
            return on(connection -> {
                        table.remove(connection, registration);
                        return true;
                    })
                    .then();
        });
    }

    @Override
    public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
        return on(connection -> {
            List<PeerAddress> found = new ArrayList<>();
            for (String address : table.addresses(connection, appId, alive())) {
                PeerAddress parsed = parse(address);
                if (parsed != null) {
                    found.add(parsed);
                }
            }
            return found;
        });
    }

    /** A busy caller asks four times a second and not at each of thousands of calls. */
    @Override
    public Duration keepsAnswers() {
        return KEPT;
    }

    @Override
    public Mono<List<String>> announcedAppIds() {
        return on(connection -> table.appIds(connection, alive()));
    }

    @Override
    public Mono<Void> ping() {
        return on(connection -> table.appIds(connection, Long.MAX_VALUE)).then();
    }

    @Override
    public String address() {
        return database.address().displayName();
    }

    @Override
    public String describe() {
        return "nameresolution.sqlite (" + address() + ")";
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> scheduler.isDisposed()
                ? Mono.empty()
                : Mono.<Void>fromRunnable(this::withdrawAndClose)
                        .subscribeOn(scheduler)
                        .doFinally(signal -> scheduler.dispose()));
    }

    private void withdrawAndClose() {
        refresh.dispose();
        Connection open = connection;
        connection = null;
        if (open != null) {
            removeRow(open);
            closeQuietly(open);
        }
    }

    private void removeRow(Connection open) {
        try {
            table.remove(open, registration);
        } catch (SQLException e) {
            LOG.warn("the announcement in {} could not be withdrawn: {}", describe(), e.getMessage());
        }
    }

    private <T> Mono<T> on(Work<T> work) {
        return Mono.fromCallable(() -> {
                    Connection open = connection;
                    if (open == null) {
                        throw new IllegalStateException(describe() + " is not open");
                    }
                    return work.run(open);
                })
                .subscribeOn(scheduler);
    }

    private long now() {
        return time.now().getEpochSecond();
    }

    private long alive() {
        return now() - updateInterval.toSeconds();
    }

    private static @Nullable PeerAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            String host = address.substring(0, Math.max(colon, 0));
            String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            return plain.isEmpty() ? null : new PeerAddress(plain, Integer.parseInt(address.substring(colon + 1)));
        } catch (NumberFormatException notOurs) {
            return null;
        }
    }

    private static void closeQuietly(Connection open) {
        try {
            open.close();
        } catch (SQLException e) {
            LOG.debug("a connection for name resolution could not be closed", e);
        }
    }
}
