package dev.inlay.api.http;

import dev.inlay.api.ApiBackend;
import dev.inlay.api.StateQueries;
import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeResponse;
import dev.inlay.state.BulkStateException;
import dev.inlay.state.Consistency;
import dev.inlay.state.RawStateClient;
import dev.inlay.state.StateFeature;
import dev.inlay.state.StateQuery;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The routes about state. */
final class StateEndpoints {

    /** Dapr's number of reads at a time where the caller asks for none. */
    private static final int DEFAULT_PARALLELISM = 100;

    private static final StateQuery EMPTY_QUERY = new StateQuery(null, List.of(), 0, null, Map.of());

    private final RawStateClient state;
    private final StateQueries queries;

    StateEndpoints(ApiBackend backend, JsonCodec codec) {
        this.state = backend.state();
        this.queries = new StateQueries(codec);
    }

    List<Route> routes() {
        return List.of(
                Route.of("GetState", "GET", "v1.0/state/{storeName}/{key}", this::get),
                Route.of("SaveState", "POST PUT", "v1.0/state/{storeName}", this::save),
                Route.of("DeleteState", "DELETE", "v1.0/state/{storeName}/{key}", this::delete),
                Route.of("GetBulkState", "POST PUT", "v1.0/state/{storeName}/bulk", this::bulkGet),
                Route.of("ExecuteStateTransaction", "POST PUT", "v1.0/state/{storeName}/transaction", this::transact),
                Route.of("QueryStateAlpha1", "POST PUT", "v1.0-alpha1/state/{storeName}/query", this::query));
    }

    private RawStateClient store(Call call) {
        return state.store(call.parameter("storeName"));
    }

    private Mono<InvokeResponse> get(Call call) {
        StoreGet read = new StoreGet(call.parameter("key"), consistency(call.query("consistency")), call.metadata());
        return store(call).get(read).map(StateReplies::value).defaultIfEmpty(Replies.NO_CONTENT);
    }

    /** Dapr does not complain of other words in a read. */
    private static Consistency consistency(@Nullable String word) {
        if ("strong".equals(word)) {
            return Consistency.STRONG;
        }
        return "eventual".equals(word) ? Consistency.EVENTUAL : Consistency.UNSPECIFIED;
    }

    private Mono<InvokeResponse> save(Call call) {
        RawStateClient store = store(call);
        return fromBody(call, ErrorCode.STATE_MALFORMED, store, bytes -> {
                    List<StoreSet> writes = StateRequests.saves(bytes, store.storeName(), call.metadata());
                    return writes.size() == 1 ? store.set(writes.get(0)) : store.setAll(writes);
                })
                .onErrorMap(BulkStateException.class, error -> told(error, store.storeName()))
                .thenReturn(Replies.NO_CONTENT);
    }

    /** A failure of one item is told as if it had come alone; that of several with all of them. */
    private static Throwable told(BulkStateException failure, String store) {
        if (failure.failures().size() == 1) {
            return failure.failures().values().iterator().next();
        }
        return new WithStatus(
                failure, failure.httpStatus(), ErrorCode.STATE_SAVE.text(store, String.valueOf(failure.getMessage())));
    }

    private Mono<InvokeResponse> delete(Call call) {
        String key = call.parameter("key");
        UnaryOperator<String> text = reason -> ErrorCode.STATE_DELETE.text(key, reason);
        StateItem.Wishes wishes = StateItem.Wishes.of(
                orEmpty(call.query("concurrency")), orEmpty(call.query("consistency")), text, ErrorCode.STATE_DELETE);
        String etag = call.request().headers().first("If-Match");
        StoreDelete delete = new StoreDelete(
                key,
                etag == null || etag.isEmpty() ? null : etag,
                wishes.concurrency(),
                wishes.consistency(),
                call.metadata());
        return store(call).delete(delete).thenReturn(Replies.NO_CONTENT);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private Mono<InvokeResponse> bulkGet(Call call) {
        RawStateClient store = store(call);
        return fromBody(call, ErrorCode.MALFORMED_REQUEST, store, bytes -> {
            StateRequests.BulkGet request = StateRequests.bulkGet(bytes);
            Map<String, String> metadata = new HashMap<>(request.metadata());
            metadata.putAll(call.metadata());
            List<StoreGet> reads = new ArrayList<>(request.keys().size());
            for (String key : request.keys()) {
                reads.add(new StoreGet(key, Consistency.UNSPECIFIED, metadata));
            }
            int parallelism = request.parallelism() > 0 ? request.parallelism() : DEFAULT_PARALLELISM;
            return store.getAll(reads, parallelism).map(found -> StateReplies.values(request.keys(), found));
        });
    }

    /**
     * Metadata in the body are not handed on: with Dapr they reach the component's call, where no store looks at them,
     * but not the operations, as they would here.
     */
    private Mono<InvokeResponse> transact(Call call) {
        RawStateClient store = store(call);
        return fromBody(
                        call,
                        ErrorCode.MALFORMED_REQUEST,
                        store,
                        bytes -> store.transact(StateRequests.transaction(bytes, call.metadata()), Map.of()))
                .onErrorMap(
                        error -> error instanceof StateStoreException failure
                                && failure.code() == ErrorCode.STATE_TRANSACTION,
                        error -> new WithStatus((StateStoreException) error))
                .thenReturn(Replies.NO_CONTENT);
    }

    private Mono<InvokeResponse> query(Call call) {
        RawStateClient store = store(call);
        return Bodies.bytes(call.request(), ErrorCode.MALFORMED_REQUEST)
                .flatMap(bytes -> store.features().flatMap(features -> {
                    boolean searches = features.contains(StateFeature.QUERY_API);
                    // Whoever cannot search says so, whatever the query.
                    return store.query(searches ? queries.read(bytes, call.metadata()) : EMPTY_QUERY);
                }))
                .map(StateReplies::found);
    }

    /** What comes of a body. That there is no such store goes before anything that is wrong with the body. */
    private static <T> Mono<T> fromBody(
            Call call, ErrorCode malformed, RawStateClient store, Function<byte[], Mono<T>> then) {
        return Bodies.bytes(call.request(), malformed)
                .flatMap(then)
                .onErrorResume(
                        error -> !(error instanceof StateStoreException) && error instanceof InlayException,
                        error -> store.features().then(Mono.error(error)));
    }

    /** An error whose status is not that of its kind: with Dapr an ETag that is refused makes a transaction fail with 500. */
    private static final class WithStatus extends InlayException {

        WithStatus(StateStoreException error) {
            this(error, error.code().httpStatus(), String.valueOf(error.getMessage()));
        }

        WithStatus(StateStoreException error, int status, String message) {
            super(error.code(), status, error.grpcStatus(), message, error);
        }
    }
}
