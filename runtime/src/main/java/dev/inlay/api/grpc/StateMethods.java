package dev.inlay.api.grpc;

import com.google.protobuf.Empty;
import dev.inlay.api.StateQueries;
import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.state.Consistency;
import dev.inlay.state.RawStateClient;
import dev.inlay.state.StateQueryResult;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import io.dapr.v1.CommonProtos.StateItem;
import io.dapr.v1.DaprStateProtos.DeleteBulkStateRequest;
import io.dapr.v1.DaprStateProtos.DeleteStateRequest;
import io.dapr.v1.DaprStateProtos.ExecuteStateTransactionRequest;
import io.dapr.v1.DaprStateProtos.GetBulkStateRequest;
import io.dapr.v1.DaprStateProtos.GetBulkStateResponse;
import io.dapr.v1.DaprStateProtos.GetStateRequest;
import io.dapr.v1.DaprStateProtos.GetStateResponse;
import io.dapr.v1.DaprStateProtos.QueryStateRequest;
import io.dapr.v1.DaprStateProtos.QueryStateResponse;
import io.dapr.v1.DaprStateProtos.SaveStateRequest;
import io.dapr.v1.DaprStateProtos.TransactionalStateOperation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The methods about state. */
final class StateMethods {

    /** Dapr's default for the reads of one bulk request that run at the same time. */
    private static final int BULK_PARALLELISM = 100;

    private final RawStateClient state;
    private final StateMessages messages;
    private final StateQueries queries;

    StateMethods(RawStateClient state, JsonCodec codec) {
        this.state = state;
        this.messages = new StateMessages(codec);
        this.queries = new StateQueries(codec);
    }

    Mono<GetStateResponse> get(GetStateRequest request) {
        StoreGet read = new StoreGet(
                request.getKey(), StateMessages.consistency(request.getConsistency()), request.getMetadataMap());
        return state.store(request.getStoreName()).get(read).map(StateMessages::got);
    }

    Mono<GetBulkStateResponse> getAll(GetBulkStateRequest request) {
        List<StoreGet> reads = new ArrayList<>(request.getKeysCount());
        for (String key : request.getKeysList()) {
            reads.add(new StoreGet(key, Consistency.UNSPECIFIED, request.getMetadataMap()));
        }
        int parallelism = request.getParallelism() > 0 ? request.getParallelism() : BULK_PARALLELISM;
        return state.store(request.getStoreName()).getAll(reads, parallelism).map(results -> {
            Map<String, StoreGetResult> byKey = new HashMap<>();
            results.forEach(result -> byKey.put(result.key(), result));
            GetBulkStateResponse.Builder response = GetBulkStateResponse.newBuilder();
            request.getKeysList().forEach(key -> response.addItems(StateMessages.bulkItem(key, byKey.get(key))));
            return response.build();
        });
    }

    Mono<Empty> save(SaveStateRequest request) {
        List<StoreSet> writes =
                request.getStatesList().stream().map(messages::set).toList();
        RawStateClient store = state.store(request.getStoreName());
        return (writes.size() == 1 ? store.set(writes.get(0)) : store.setAll(writes)).then(Mono.empty());
    }

    Mono<Empty> delete(DeleteStateRequest request) {
        return state.store(request.getStoreName())
                .delete(messages.delete(request))
                .then(Mono.empty());
    }

    Mono<Empty> deleteAll(DeleteBulkStateRequest request) {
        return state.store(request.getStoreName())
                .deleteAll(
                        request.getStatesList().stream().map(messages::delete).toList())
                .then(Mono.empty());
    }

    Mono<Empty> transact(ExecuteStateTransactionRequest request) {
        RawStateClient store = state.store(request.getStoreName());
        // A store that is not there is told of before an operation that is none, as with Dapr.
        return store.features()
                .flatMap(known -> store.transact(operations(request), request.getMetadataMap()))
                .onErrorMap(InlayException.class, StateMethods::asTransaction)
                .then(Mono.empty());
    }

    private List<StoreOperation> operations(ExecuteStateTransactionRequest request) {
        List<StoreOperation> operations = new ArrayList<>(request.getOperationsCount());
        for (TransactionalStateOperation operation : request.getOperationsList()) {
            StateItem item = operation.getRequest();
            operations.add(
                    switch (operation.getOperationType()) {
                        case "upsert" -> messages.set(item);
                        case "delete" -> messages.delete(item);
                        default ->
                            throw InlayException.of(ErrorCode.STATE_UNKNOWN_OPERATION, operation.getOperationType());
                    });
        }
        return operations;
    }

    /** In a transaction a refused ETag has no status of its own. */
    private static InlayException asTransaction(InlayException error) {
        return error.code() == ErrorCode.STATE_TRANSACTION
                ? new InlayException(error.code(), String.valueOf(error.getMessage()), error)
                : error;
    }

    Mono<QueryStateResponse> query(QueryStateRequest request) {
        RawStateClient store = state.store(request.getStoreName());
        return store.features()
                .flatMap(known -> store.query(
                        queries.read(request.getQuery().getBytes(StandardCharsets.UTF_8), request.getMetadataMap())))
                .map(StateMethods::found);
    }

    private static QueryStateResponse found(StateQueryResult result) {
        QueryStateResponse.Builder response = QueryStateResponse.newBuilder().putAllMetadata(result.metadata());
        result.items().forEach(item -> response.addResults(StateMessages.queryItem(item)));
        if (result.token() != null) {
            response.setToken(result.token());
        }
        return response.build();
    }
}
