package dev.inlay.state;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorDetail;
import dev.inlay.resiliency.Policy;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.resiliency.ResiliencyPolicies.ComponentKind;
import dev.inlay.telemetry.InlayObservation;
import dev.inlay.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one way to a state store. Around each request, from the outside in: find the store and await it, telemetry, make
 * the request the store's (prefix, TTL, features), resiliency, the store. Only the innermost part is repeated by
 * retries, so a request that is wrong in itself fails at once.
 *
 * <p>Component, policy and readiness are looked up for each request, since all of them can change while the application
 * runs. The prefix is worked out once per component.
 */
final class StoreClient implements RawStateClient {

    /** What all clients share. */
    record Environment(ComponentLookup components, ResiliencyPolicies policies, Telemetry telemetry) {}

    /** A request: how it is called, what it is about, and the message when it fails. */
    private record Request(String operation, String subject, ErrorCode code, FailureText text) {

        StateStoreException failed(Throwable error) {
            return failed(subject, error);
        }

        StateStoreException failed(String what, Throwable error) {
            return StateFailure.of(code, reason -> text.of(what, reason), error);
        }
    }

    /** The message of a failure: what the request was about, and why it failed. */
    private interface FailureText {
        String of(String subject, String reason);
    }

    /** What a request does with its store: what is to be checked at once, then the call that may be repeated. */
    private interface Plan<T> {
        Supplier<Mono<T>> on(StateStore store, KeyPrefix prefix);
    }

    /** A prefix, and the component whose metadata asks for it. */
    private record Prefixed(ComponentContext component, KeyPrefix prefix) {}

    private final Environment environment;
    private final Function<String, RawStateClient> siblings;
    private final String name;
    private volatile @Nullable Prefixed prefixed;

    StoreClient(Environment environment, Function<String, RawStateClient> siblings, String name) {
        this.environment = environment;
        this.siblings = siblings;
        this.name = name;
    }

    @Override
    public RawStateClient store(String sibling) {
        return siblings.apply(sibling);
    }

    @Override
    public String storeName() {
        return name;
    }

    @Override
    public Mono<Set<StateFeature>> features() {
        Request request = new Request("features", name, ErrorCode.STATE_GET, this::readFailed);
        return Mono.defer(() -> find().whenReady().onErrorMap(request::failed).map(StateStore::features));
    }

    @Override
    public Mono<StoredValue> get(StoreGet read) {
        return run(new Request("get", read.key(), ErrorCode.STATE_GET, this::readFailed), (store, prefix) -> {
            StoreGet full = StoreRequests.full(read, prefix);
            return () -> store.get(full);
        });
    }

    @Override
    public Mono<List<StoreGetResult>> getAll(List<StoreGet> reads, int parallelism) {
        Request request = new Request(
                "bulk_get",
                name,
                ErrorCode.STATE_BULK_GET,
                (store, reason) -> ErrorCode.STATE_BULK_GET.text(store, reason));
        return run(request, (store, prefix) -> {
            List<StoreGet> full = StoreRequests.fullReads(reads, prefix);
            return () -> store.bulkGet(full, parallelism)
                    .map(result -> StoreRequests.original(result, prefix))
                    .collectList();
        });
    }

    @Override
    public Mono<Void> set(StoreSet write) {
        return run(new Request("set", write.key(), ErrorCode.STATE_SAVE, this::writeFailed), (store, prefix) -> {
            StoreSet full = StoreRequests.full(write, prefix);
            return () -> store.set(full);
        });
    }

    @Override
    public Mono<Void> setAll(List<StoreSet> writes) {
        return bulk(new Request("bulk_set", keys(writes), ErrorCode.STATE_SAVE, this::writeFailed), writes);
    }

    @Override
    public Mono<Void> delete(StoreDelete delete) {
        return run(new Request("delete", delete.key(), ErrorCode.STATE_DELETE, this::deleteFailed), (store, prefix) -> {
            StoreDelete full = StoreRequests.full(delete, prefix);
            return () -> store.delete(full);
        });
    }

    @Override
    public Mono<Void> deleteAll(List<StoreDelete> deletes) {
        return bulk(new Request("bulk_delete", keys(deletes), ErrorCode.STATE_DELETE, this::deleteFailed), deletes);
    }

    private static String keys(List<?> requests) {
        return requests.size() + " keys";
    }

    private Mono<Void> bulk(Request request, List<? extends StoreOperation> operations) {
        return run(request, (store, prefix) -> {
            BulkWrite write = new BulkWrite(store, StoreRequests.full(operations, prefix));
            return operations.isEmpty() ? Mono::empty : write::attempt;
        });
    }

    @Override
    public Mono<Void> transact(List<StoreOperation> operations, Map<String, String> metadata) {
        Request request = new Request(
                "transaction",
                storeNamed(),
                ErrorCode.STATE_TRANSACTION,
                (subject, reason) -> ErrorCode.STATE_TRANSACTION.text(naming(subject, reason)));
        return run(request, (store, prefix) -> {
            if (!store.features().contains(StateFeature.TRANSACTIONAL)) {
                throw storeFault(ErrorCode.STATE_STORE_NOT_TRANSACTIONAL, name);
            }
            if (operations.size() > store.maxTransactionSize()) {
                throw storeFault(
                        ErrorCode.STATE_STORE_TOO_MANY_TRANSACTIONS, operations.size(), store.maxTransactionSize());
            }
            List<StoreOperation> full = StoreRequests.full(StoreRequests.withDefaults(operations, metadata), prefix);
            return full.isEmpty() ? Mono::empty : () -> store.transact(full);
        });
    }

    @Override
    public Mono<StateQueryResult> query(StateQuery query) {
        Request request = new Request("query", name, ErrorCode.STATE_QUERY, ErrorCode.STATE_QUERY::text);
        return run(request, (store, prefix) -> {
            if (!store.features().contains(StateFeature.QUERY_API)) {
                throw storeFault(ErrorCode.STATE_STORE_NOT_QUERYABLE);
            }
            return () -> store.query(query).map(result -> StoreRequests.original(result, prefix));
        });
    }

    private String readFailed(String key, String reason) {
        return ErrorCode.STATE_GET.text(key, name, reason);
    }

    private String writeFailed(String key, String reason) {
        return ErrorCode.STATE_SAVE.text(name, naming("key " + key, reason));
    }

    private String deleteFailed(String key, String reason) {
        return ErrorCode.STATE_DELETE.text(key, naming(storeNamed(), reason));
    }

    private String storeNamed() {
        return "state store " + name;
    }

    /** Dapr's texts end with the reason; what they leave out comes after it, unless the reason names it. */
    private static String naming(String subject, String reason) {
        return reason.contains(subject) ? reason : reason + " (" + subject + ")";
    }

    private <T> Mono<T> run(Request request, Plan<T> plan) {
        return Mono.defer(() -> {
            ComponentHandle<StateStore> handle = find();
            StateStore ready = handle.ifReady();
            return ready != null
                    ? observe(request, plan, handle, ready)
                    : handle.whenReady()
                            .onErrorMap(request::failed)
                            .flatMap(late -> observe(request, plan, handle, late));
        });
    }

    private ComponentHandle<StateStore> find() {
        ComponentHandle<StateStore> handle = environment.components().find(StateStore.class, name);
        if (handle != null) {
            return handle;
        }
        boolean none = environment.components().all(StateStore.class).isEmpty();
        ErrorCode code = none ? ErrorCode.STATE_STORE_NOT_CONFIGURED : ErrorCode.STATE_STORE_NOT_FOUND;
        throw new StateStoreException(code, code.text(name), null);
    }

    private <T> Mono<T> observe(Request request, Plan<T> plan, ComponentHandle<StateStore> handle, StateStore store) {
        return environment
                .telemetry()
                .component(
                        InlayObservation.STATE,
                        name,
                        request.operation(),
                        () -> attempt(request, plan, prefix(handle.context()), store));
    }

    private <T> Mono<T> attempt(Request request, Plan<T> plan, KeyPrefix prefix, StateStore store) {
        Supplier<Mono<T>> call;
        try {
            call = plan.on(store, prefix);
        } catch (IllegalArgumentException e) {
            return Mono.error(request.failed(e));
        }
        return throughPolicy(call)
                .onErrorMap(error -> error instanceof BulkStateException bulk
                        ? perKey(request, bulk, prefix)
                        : request.failed(error));
    }

    /**
     * A refusal, as of an old ETag, is an answer and no failure of the store: it goes past the policy, so that it is
     * neither repeated nor opens the circuit.
     */
    private <T> Mono<T> throughPolicy(Supplier<Mono<T>> call) {
        Policy policy = environment.policies().forComponentOutbound(name, ComponentKind.STATE_STORE);
        if (policy == Policy.none()) {
            return call.get();
        }
        AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
        return policy.run(() -> call.get().onErrorResume(StateFailure::isRefusal, error -> {
                    refusal.set(error);
                    return Mono.empty();
                }))
                .switchIfEmpty(Mono.defer(() -> Mono.justOrEmpty(refusal.get()).flatMap(Mono::error)));
    }

    private static BulkStateException perKey(Request request, BulkStateException bulk, KeyPrefix prefix) {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        bulk.failures().forEach((full, error) -> {
            String key = prefix.original(full);
            failures.put(key, request.failed(key, error));
        });
        return new BulkStateException(request.code(), failures);
    }

    private KeyPrefix prefix(ComponentContext component) {
        Prefixed known = prefixed;
        if (known == null || known.component() != component) {
            known = new Prefixed(component, KeyPrefix.of(component));
            prefixed = known;
        }
        return known.prefix();
    }

    private StateStoreException storeFault(ErrorCode code, Object... arguments) {
        return new StateStoreException(
                code, code.text(arguments), null, List.of(new ErrorDetail.Resource("state", name)));
    }
}
