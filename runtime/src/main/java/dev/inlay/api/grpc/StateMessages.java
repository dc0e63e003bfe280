package dev.inlay.api.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreGetResult;
import dev.inlay.state.StoreSet;
import dev.inlay.state.StoredValue;
import io.dapr.v1.CommonProtos.Etag;
import io.dapr.v1.CommonProtos.StateItem;
import io.dapr.v1.CommonProtos.StateOptions;
import io.dapr.v1.CommonProtos.StateOptions.StateConcurrency;
import io.dapr.v1.CommonProtos.StateOptions.StateConsistency;
import io.dapr.v1.DaprStateProtos.BulkStateItem;
import io.dapr.v1.DaprStateProtos.DeleteStateRequest;
import io.dapr.v1.DaprStateProtos.GetStateResponse;
import io.dapr.v1.DaprStateProtos.QueryStateItem;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The messages about state, to and from the requests of a store. */
record StateMessages(JsonCodec codec) {

    private static final String TTL_EXPIRE_TIME = "ttlExpireTime";
    private static final String CONTENT_TYPE = "contentType";
    private static final String JSON = "application/json";

    StoreSet set(StateItem item) {
        return new StoreSet(
                item.getKey(),
                value(item),
                item.hasEtag() ? etag(item.getEtag()) : null,
                concurrency(item.getOptions()),
                consistency(item.getOptions().getConsistency()),
                null,
                item.getMetadataMap());
    }

    StoreDelete delete(StateItem item) {
        return new StoreDelete(
                item.getKey(),
                item.hasEtag() ? etag(item.getEtag()) : null,
                concurrency(item.getOptions()),
                consistency(item.getOptions().getConsistency()),
                item.getMetadataMap());
    }

    StoreDelete delete(DeleteStateRequest request) {
        return new StoreDelete(
                request.getKey(),
                request.hasEtag() ? etag(request.getEtag()) : null,
                concurrency(request.getOptions()),
                consistency(request.getOptions().getConsistency()),
                request.getMetadataMap());
    }

    /** Bytes stay as they are, unless the item says that they are JSON: that is written anew, as Dapr does. */
    private StateValue value(StateItem item) {
        byte[] bytes = item.getValue().toByteArray();
        if (!JSON.equals(item.getMetadataMap().get(CONTENT_TYPE))) {
            return StateValue.raw(bytes);
        }
        try {
            return StateValue.json(codec.encode(codec.<Object>decode(bytes, Object.class)));
        } catch (CodecException e) {
            throw new InlayException(
                    ErrorCode.STATE_MALFORMED,
                    ErrorCode.STATE_MALFORMED.text("the value of key " + item.getKey() + " is not JSON, though its"
                            + " metadata " + CONTENT_TYPE + " says so: " + e.getMessage()),
                    e);
        }
    }

    private static @Nullable String etag(Etag etag) {
        return etag.getValue().isEmpty() ? null : etag.getValue();
    }

    private static Concurrency concurrency(StateOptions options) {
        StateConcurrency asked = options.getConcurrency();
        if (asked == StateConcurrency.CONCURRENCY_FIRST_WRITE) {
            return Concurrency.FIRST_WRITE;
        }
        return asked == StateConcurrency.CONCURRENCY_LAST_WRITE ? Concurrency.LAST_WRITE : Concurrency.UNSPECIFIED;
    }

    static Consistency consistency(StateConsistency asked) {
        if (asked == StateConsistency.CONSISTENCY_STRONG) {
            return Consistency.STRONG;
        }
        return asked == StateConsistency.CONSISTENCY_EVENTUAL ? Consistency.EVENTUAL : Consistency.UNSPECIFIED;
    }

    static GetStateResponse got(StoredValue stored) {
        GetStateResponse.Builder response = GetStateResponse.newBuilder()
                .setData(data(stored))
                .setEtag(orEmpty(stored.etag()))
                .putAllMetadata(stored.metadata());
        if (stored.expiresAt() != null) {
            response.putMetadata(TTL_EXPIRE_TIME, expiry(stored));
        }
        return response.build();
    }

    /**
     * A key of a bulk read.
     *
     * @param result null if there is no such key
     */
    static BulkStateItem bulkItem(String key, @Nullable StoreGetResult result) {
        BulkStateItem.Builder item = BulkStateItem.newBuilder().setKey(key);
        if (result == null) {
            return item.build();
        }
        StoredValue stored = result.value();
        if (stored == null) {
            return item.setError(reason(result)).build();
        }
        item.setData(data(stored)).setEtag(orEmpty(stored.etag())).putAllMetadata(stored.metadata());
        if (stored.expiresAt() != null) {
            item.putMetadata(TTL_EXPIRE_TIME, expiry(stored));
        }
        return item.build();
    }

    static QueryStateItem queryItem(StoreGetResult result) {
        QueryStateItem.Builder item = QueryStateItem.newBuilder().setKey(result.key());
        StoredValue stored = result.value();
        return stored == null
                ? item.setError(reason(result)).build()
                : item.setData(data(stored)).setEtag(orEmpty(stored.etag())).build();
    }

    private static String reason(StoreGetResult failed) {
        return String.valueOf(failed.error() == null ? null : failed.error().getMessage());
    }

    /** Not copied: the store gave the bytes away. */
    private static ByteString data(StoredValue stored) {
        return UnsafeByteOperations.unsafeWrap(stored.value().bytes());
    }

    private static String expiry(StoredValue stored) {
        return stored.expiresAt() == null
                ? ""
                : stored.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String orEmpty(@Nullable String etag) {
        return etag == null ? "" : etag;
    }
}
