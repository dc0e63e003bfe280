package dev.inlay.component.redis;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.redis.RedisConnectionSettings.Cluster;
import dev.inlay.error.ErrorCode;
import dev.inlay.state.BulkStateException;
import dev.inlay.state.Consistency;
import dev.inlay.state.EtagMismatchException;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.resource.ClientResources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * State in Redis, laid out as Dapr lays it out: a hash per key with the fields {@code data} and {@code version}, and
 * {@code first-write} after a first-write save. The ETag is the version in decimals; it starts at 1.
 *
 * <p>Invariants: every change of a key is made by {@link LuaScript}, so a check and its write are one step; a command
 * is sent to Redis at most once ({@link FailPendingOnDisconnect}). Where the reply is lost, the caller gets a retryable
 * failure and does not know whether the write happened; it has happened entirely or not at all.
 *
 * <p>Results arrive on the event loop of the connection ({@link RedisThreads}); those of bulk calls and failures without
 * a connection may arrive on the thread that subscribes.
 */
final class RedisStateStore implements StateStore {

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "version".getBytes(StandardCharsets.US_ASCII);
    private static final ProtocolKeyword JSON_GET = new Keyword("JSON.GET");

    /** How long a write with strong consistency waits for the replicas, in milliseconds; as Dapr. */
    private static final int REPLICATION_LIMIT_MILLIS = 1000;

    private final ComponentContext context;
    private final RedisConnectionSettings settings;
    private final @Nullable ClientResources shared;
    private final @Nullable Long defaultTtl;
    private final RedisFailures failures;

    private volatile @Nullable Opened opened;

    /** @param shared the application's client resources; null to make some */
    RedisStateStore(ComponentContext context, RedisConnectionSettings settings, @Nullable ClientResources shared) {
        this.context = context;
        this.settings = settings;
        this.shared = shared == null ? null : RedisClientBuilder.derivedResources(shared, settings);
        this.defaultTtl = context.metadata().number("ttlInSeconds");
        this.failures = new RedisFailures(context.displayName(), settings);
    }

    /**
     * The connections in use.
     *
     * @param link the one that all share
     * @param confirmed one for writes that wait for replicas, since a waiting connection holds up whoever shares it;
     *     null where there is no replica to wait for
     */
    private record Opened(
            ServerProfile server, RedisLink link, @Nullable RedisLink confirmed) {

        Mono<Void> close() {
            return confirmed == null ? link.close() : confirmed.close().then(link.close());
        }
    }

    @Override
    public Mono<Void> init() {
        return RedisLink.open(settings, shared)
                .flatMap(link -> ping(link)
                        .then(ServerProfile.ask(link))
                        .flatMap(server -> complete(server, link))
                        .onErrorResume(error -> link.close().then(Mono.error(error))))
                .doOnNext(complete -> opened = complete)
                .onErrorMap(failures::notConnected)
                .then();
    }

    private Mono<Opened> complete(ServerProfile server, RedisLink link) {
        // In a cluster the replicas are each node's own, and a keyless WAIT would ask just any node.
        if (server.replicas() == 0 || isCluster()) {
            return Mono.just(new Opened(server, link, null));
        }
        return link.openAnother(settings).map(confirmed -> new Opened(server, link, confirmed));
    }

    @Override
    public Mono<Void> ping() {
        Opened open = opened;
        return open == null
                ? Mono.error(failures.notOpen(ErrorCode.INTERNAL))
                : ping(open.link()).onErrorMap(error -> failures.of(ErrorCode.INTERNAL, error));
    }

    private static Mono<Void> ping(RedisLink link) {
        return link.send(() -> RedisLink.command(
                        CommandType.PING, new StatusOutput<>(RedisLink.CODEC), new CommandArgs<>(RedisLink.CODEC)))
                .then();
    }

    @Override
    public String address() {
        return settings.address();
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            Opened open = opened;
            opened = null;
            return open == null ? Mono.empty() : open.close();
        });
    }

    @Override
    public Set<StateFeature> features() {
        return Set.of(StateFeature.ETAG, StateFeature.TRANSACTIONAL, StateFeature.TTL);
    }

    @Override
    public Mono<StoredValue> get(StoreGet request) {
        Opened open = opened;
        if (open == null) {
            return Mono.error(failures.notOpen(ErrorCode.STATE_GET));
        }
        if (isDocument(open, request.metadata())) {
            return open.link()
                    .send(() -> RedisLink.command(JSON_GET, new ByteArrayOutput<>(RedisLink.CODEC), keyOf(request)))
                    .map(document -> JsonDocuments.read(document, context.json()))
                    .onErrorMap(error -> failures.of(ErrorCode.STATE_GET, error));
        }
        return interpret(request, open.link(), open.link().send(() -> readOf(request)));
    }

    @Override
    public Flux<StoreGetResult> bulkGet(List<StoreGet> requests, int parallelism) {
        return Flux.defer(() -> {
            Opened open = opened;
            if (open == null) {
                return Flux.error(failures.notOpen(ErrorCode.STATE_BULK_GET));
            }
            if (requests.stream().anyMatch(request -> isDocument(open, request.metadata()))) {
                return StateStore.super.bulkGet(requests, parallelism);
            }
            List<AsyncCommand<String, byte[], List<byte[]>>> commands =
                    requests.stream().map(RedisStateStore::readOf).toList();
            open.link().dispatch(commands);
            return Flux.range(0, commands.size()).concatMap(i -> {
                StoreGet request = requests.get(i);
                return interpret(request, open.link(), Mono.fromFuture(commands.get(i)))
                        .map(value -> StoreGetResult.found(request.key(), value))
                        .onErrorResume(error -> Mono.just(StoreGetResult.failed(request.key(), error)));
            });
        });
    }

    private static AsyncCommand<String, byte[], List<byte[]>> readOf(StoreGet request) {
        return RedisLink.command(
                CommandType.HMGET,
                new ValueListOutput<>(RedisLink.CODEC),
                keyOf(request).add(DATA).add(VERSION));
    }

    private static CommandArgs<String, byte[]> keyOf(StoreGet request) {
        return new CommandArgs<>(RedisLink.CODEC).addKey(request.key());
    }

    /** Makes a value of a read; a key that is no hash is read as plain text, as Dapr does for the sake of old data. */
    private Mono<StoredValue> interpret(StoreGet request, RedisLink link, Mono<List<byte[]>> fields) {
        return fields.mapNotNull(found -> toStoredValue(request.key(), found))
                .onErrorResume(RedisStateStore::isOtherType, notHash -> link.send(() -> RedisLink.command(
                                CommandType.GET, new ByteArrayOutput<>(RedisLink.CODEC), keyOf(request)))
                        .map(bytes -> new StoredValue(StateValue.raw(bytes), null)))
                .onErrorMap(error -> failures.of(ErrorCode.STATE_GET, error));
    }

    private static boolean isOtherType(Throwable error) {
        return error instanceof RedisCommandExecutionException
                && String.valueOf(error.getMessage()).startsWith("WRONGTYPE");
    }

    private static @Nullable StoredValue toStoredValue(String key, List<byte @Nullable []> fields) {
        byte[] data = fields.get(0);
        byte[] version = fields.get(1);
        if (data == null && version == null) {
            return null;
        }
        if (data == null || version == null) {
            throw new StateStoreException(
                    ErrorCode.STATE_GET,
                    "the hash of key " + key + " has no field '" + (data == null ? "data" : "version")
                            + "' (expected: both 'data' and 'version'; something else has written to it)",
                    null);
        }
        return new StoredValue(StateValue.raw(data), new String(version, StandardCharsets.US_ASCII));
    }

    @Override
    public Mono<Void> set(StoreSet request) {
        return write(List.of(request), request.consistency() == Consistency.STRONG, ErrorCode.STATE_SAVE);
    }

    @Override
    public Mono<Void> delete(StoreDelete request) {
        return write(List.of(request), false, ErrorCode.STATE_DELETE);
    }

    @Override
    public Mono<Void> transact(List<StoreOperation> operations) {
        if (operations.isEmpty()) {
            return Mono.empty();
        }
        if (isCluster()) {
            String first = operations.get(0).key();
            for (StoreOperation operation : operations) {
                if (slotOf(operation.key()) != slotOf(first)) {
                    return Mono.error(otherSlot(first, operation.key()));
                }
            }
        }
        return write(operations, operations.stream().anyMatch(RedisStateStore::isStrong), ErrorCode.STATE_TRANSACTION);
    }

    private static int slotOf(String key) {
        return SlotHash.getSlot(key.getBytes(StandardCharsets.UTF_8));
    }

    private StateStoreException otherSlot(String first, String second) {
        return new StateStoreException(
                ErrorCode.STATE_TRANSACTION,
                context.displayName() + ": the keys " + first + " and " + second
                        + " lie in different slots of the Redis Cluster, and a transaction must stay in one slot."
                        + " Give the keys of one transaction a common hash tag, as in '{cart-1}items' and"
                        + " '{cart-1}total'.",
                null);
    }

    /** All operations or none. */
    private Mono<Void> write(List<? extends StoreOperation> operations, boolean strong, ErrorCode code) {
        Opened open = opened;
        if (open == null) {
            return Mono.error(failures.notOpen(code));
        }
        List<PlannedWrite> writes = new ArrayList<>(operations.size());
        try {
            for (StoreOperation operation : operations) {
                writes.add(plan(open, operation));
            }
        } catch (StateStoreException e) {
            return Mono.error(e);
        }
        RedisLink confirmed = strong ? open.confirmed() : null;
        Mono<Void> written = judge(LuaScript.run(confirmed == null ? open.link() : confirmed, writes), writes);
        Mono<Void> replicated = confirmed == null ? written : written.then(replicated(open, confirmed));
        return replicated.onErrorMap(error -> failures.of(code, error));
    }

    private PlannedWrite plan(Opened open, StoreOperation operation) {
        if (operation instanceof StoreSet set) {
            return isDocument(open, set.metadata())
                    ? PlannedWrite.setDocument(
                            set, JsonDocuments.document(set.key(), set.value().bytes(), context.json()), defaultTtl)
                    : PlannedWrite.set(set, defaultTtl);
        }
        StoreDelete delete = (StoreDelete) operation;
        return PlannedWrite.delete(delete, isDocument(open, delete.metadata()));
    }

    /** Fails if the script has refused an operation. */
    private static Mono<Void> judge(Mono<Long> reply, List<PlannedWrite> writes) {
        return reply.handle((refused, sink) -> {
            if (refused != 0) {
                StoreOperation operation = writes.get(refused.intValue() - 1).operation();
                sink.error(new EtagMismatchException(operation.key(), operation.etag(), null));
            }
        });
    }

    /** Waits for the replicas of what was written before on this connection. Too few within the limit are no failure. */
    private static Mono<Void> replicated(Opened open, RedisLink confirmed) {
        return confirmed
                .send(() -> RedisLink.command(
                        CommandType.WAIT,
                        new IntegerOutput<>(RedisLink.CODEC),
                        new CommandArgs<>(RedisLink.CODEC)
                                .add(open.server().replicas())
                                .add(REPLICATION_LIMIT_MILLIS)))
                .then();
    }

    @Override
    public Mono<Void> bulk(List<StoreOperation> operations) {
        return Mono.defer(() -> {
            Opened open = opened;
            if (open == null) {
                return Mono.error(failures.notOpen(ErrorCode.STATE_SAVE));
            }
            RedisLink confirmed = operations.stream().anyMatch(RedisStateStore::isStrong) ? open.confirmed() : null;
            Map<String, Throwable> failed = new ConcurrentHashMap<>();
            return bulk(open, confirmed == null ? open.link() : confirmed, operations, failed)
                    .then(confirmed == null ? Mono.<Void>empty() : replicated(open, confirmed))
                    .onErrorMap(error -> failures.of(ErrorCode.STATE_SAVE, error))
                    .then(Mono.defer(
                            () -> failed.isEmpty() ? Mono.empty() : Mono.error(new BulkStateException(failed))));
        });
    }

    /** Sends all operations in one go, each as a script call of its own. */
    private Mono<Void> bulk(
            Opened open, RedisLink link, List<StoreOperation> operations, Map<String, Throwable> failed) {
        List<List<PlannedWrite>> writes = new ArrayList<>(operations.size());
        for (StoreOperation operation : operations) {
            try {
                writes.add(List.of(plan(open, operation)));
            } catch (StateStoreException e) {
                failed.put(operation.key(), e);
            }
        }
        List<AsyncCommand<String, byte[], Long>> calls =
                writes.stream().map(LuaScript::call).toList();
        link.dispatch(calls);
        return Flux.range(0, calls.size())
                .flatMap(
                        i -> judge(
                                        LuaScript.orWithText(Mono.fromFuture(calls.get(i)), link, writes.get(i)),
                                        writes.get(i))
                                .onErrorResume(error -> {
                                    failed.put(writes.get(i).get(0).key(), failures.of(ErrorCode.STATE_SAVE, error));
                                    return Mono.empty();
                                }),
                        Math.max(1, calls.size()))
                .then();
    }

    private static boolean isStrong(StoreOperation operation) {
        return operation instanceof StoreSet set && set.consistency() == Consistency.STRONG;
    }

    private boolean isCluster() {
        return settings.topology() instanceof Cluster;
    }

    private static boolean isDocument(Opened open, Map<String, String> metadata) {
        return open.server().json() && JsonDocuments.asked(metadata);
    }

    /** A command of a Redis module, which Lettuce's list does not have. */
    private record Keyword(String text) implements ProtocolKeyword {

        @Override
        public byte[] getBytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
