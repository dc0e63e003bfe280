package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dapr.v1.CommonProtos.Etag;
import io.dapr.v1.CommonProtos.StateItem;
import io.dapr.v1.CommonProtos.StateOptions;
import io.dapr.v1.CommonProtos.StateOptions.StateConcurrency;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprGrpc.DaprBlockingStub;
import io.dapr.v1.DaprMetadataProtos.GetMetadataRequest;
import io.dapr.v1.DaprMetadataProtos.GetMetadataResponse;
import io.dapr.v1.DaprMetadataProtos.SetMetadataRequest;
import io.dapr.v1.DaprSecretProtos.GetBulkSecretRequest;
import io.dapr.v1.DaprSecretProtos.GetSecretRequest;
import io.dapr.v1.DaprStateProtos.BulkStateItem;
import io.dapr.v1.DaprStateProtos.DeleteBulkStateRequest;
import io.dapr.v1.DaprStateProtos.DeleteStateRequest;
import io.dapr.v1.DaprStateProtos.ExecuteStateTransactionRequest;
import io.dapr.v1.DaprStateProtos.GetBulkStateRequest;
import io.dapr.v1.DaprStateProtos.GetStateRequest;
import io.dapr.v1.DaprStateProtos.GetStateResponse;
import io.dapr.v1.DaprStateProtos.QueryStateRequest;
import io.dapr.v1.DaprStateProtos.SaveStateRequest;
import io.dapr.v1.DaprStateProtos.TransactionalStateOperation;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What state, secrets and metadata promise to callers by gRPC, with whatever store and whichever runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DaprServiceContract {

    private static final String STORE = "statestore";
    private static final String OTHER_ETAG = "8b0a1b5e-0000-0000-0000-000000000000";

    private ApiTarget target;
    private ManagedChannel channel;
    private DaprBlockingStub dapr;

    /** Starts a runtime with app id {@code app}, a store {@code statestore} and a secret store {@code secrets}. */
    abstract ApiTarget start(Path folder);

    /** Whether the store can be searched by content. */
    boolean canSearch() {
        return false;
    }

    @BeforeAll
    void open(@TempDir Path folder) {
        target = start(folder);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", target.grpcPort())
                .usePlaintext()
                .build();
        dapr = DaprGrpc.newBlockingStub(channel);
    }

    @AfterAll
    void close() {
        if (target != null) {
            channel.shutdownNow();
            target.close();
        }
    }

    private static String newKey() {
        return "key-" + UUID.randomUUID();
    }

    private static StateItem.Builder item(String key, String value) {
        return StateItem.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(value));
    }

    private static Etag etag(String value) {
        return Etag.newBuilder().setValue(value).build();
    }

    private void save(StateItem.Builder... items) {
        SaveStateRequest.Builder request = SaveStateRequest.newBuilder().setStoreName(STORE);
        for (StateItem.Builder item : items) {
            request.addStates(item);
        }
        assertThat(dapr.saveState(request.build())).isNotNull();
    }

    private GetStateResponse get(String key) {
        return dapr.getState(
                GetStateRequest.newBuilder().setStoreName(STORE).setKey(key).build());
    }

    @Test
    void bytes_come_back_as_they_were() {
        String key = newKey();
        ByteString bytes = ByteString.copyFrom(new byte[] {0, -1, '{', 7});
        save(StateItem.newBuilder().setKey(key).setValue(bytes));
        GetStateResponse got = get(key);
        assertThat(got.getData()).isEqualTo(bytes);
        assertThat(got.getEtag()).isNotEmpty();
        assertThat(got.getMetadataMap()).isEmpty();
    }

    @Test
    void what_is_called_json_is_written_anew() {
        String key = newKey();
        save(item(key, "{\"a\" :  1}").putMetadata("contentType", "application/json"));
        assertThat(get(key).getData().toStringUtf8()).isEqualTo("{\"a\":1}");
    }

    @Test
    void a_key_without_a_value_gives_an_empty_answer() {
        assertThat(get(newKey())).isEqualTo(GetStateResponse.getDefaultInstance());
    }

    @Test
    void a_value_with_a_ttl_says_when_it_ends() {
        String key = newKey();
        save(item(key, "short-lived").putMetadata("ttlInSeconds", "100"));
        String expiry = get(key).getMetadataOrThrow("ttlExpireTime");
        assertThat(Instant.parse(expiry)).isAfter(Instant.EPOCH);
        assertThat(expiry).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void an_etag_lets_the_first_writer_win() {
        String key = newKey();
        save(item(key, "one"));
        String etag = get(key).getEtag();
        save(item(key, "two").setEtag(etag(etag)));
        Failure failure = Failure.of(() -> save(item(key, "three").setEtag(etag(etag))));
        assertThat(failure.code()).isEqualTo(Code.ABORTED);
        assertThat(failure.text())
                .startsWith("failed saving state in state store statestore: possible etag mismatch."
                        + " error from state store");
        assertThat(failure.details()).containsExactly("info dapr.io ERR_STATE_SAVE {}");
        assertThat(get(key).getData().toStringUtf8()).isEqualTo("two");
    }

    @Test
    void an_empty_etag_is_none() {
        String key = newKey();
        save(item(key, "one"));
        save(item(key, "two").setEtag(etag("")));
        assertThat(get(key).getData().toStringUtf8()).isEqualTo("two");
    }

    @Test
    void first_write_without_an_etag_creates_only() {
        String key = newKey();
        StateOptions firstWrite = StateOptions.newBuilder()
                .setConcurrency(StateConcurrency.CONCURRENCY_FIRST_WRITE)
                .build();
        save(item(key, "one").setOptions(firstWrite));
        Failure failure = Failure.of(() -> save(item(key, "two").setOptions(firstWrite)));
        assertThat(failure.code()).isEqualTo(Code.ABORTED);
    }

    @Test
    void several_writes_are_each_on_their_own() {
        String good = newKey();
        String bad = newKey();
        Failure failure =
                Failure.of(() -> save(item(good, "one"), item(bad, "two").setEtag(etag(OTHER_ETAG))));
        assertThat(failure.code()).isEqualTo(Code.ABORTED);
        assertThat(failure.details()).containsExactly("info dapr.io ERR_STATE_SAVE {}");
        assertThat(get(good).getData().toStringUtf8()).isEqualTo("one");
        assertThat(get(bad).getData()).isEmpty();
    }

    @Test
    void a_request_without_items_does_nothing() {
        save();
        assertThat(dapr.deleteBulkState(
                        DeleteBulkStateRequest.newBuilder().setStoreName(STORE).build()))
                .isNotNull();
        assertThat(dapr.executeStateTransaction(ExecuteStateTransactionRequest.newBuilder()
                        .setStoreName(STORE)
                        .build()))
                .isNotNull();
        assertThat(dapr.getBulkState(GetBulkStateRequest.newBuilder()
                                .setStoreName(STORE)
                                .build())
                        .getItemsList())
                .isEmpty();
    }

    @Test
    void a_key_with_the_separator_in_it_is_refused_with_all_details() {
        List<Runnable> calls = List.of(
                () -> get("a||b"),
                () -> save(item("a||b", "x")),
                () -> dapr.getBulkState(GetBulkStateRequest.newBuilder()
                        .setStoreName(STORE)
                        .addKeys("a||b")
                        .build()),
                () -> dapr.deleteState(DeleteStateRequest.newBuilder()
                        .setStoreName(STORE)
                        .setKey("a||b")
                        .build()),
                () -> transact(operation("upsert", item("a||b", "x"))));
        assertThat(calls).allSatisfy(call -> {
            Failure failure = Failure.of(call);
            assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(failure.text()).isEqualTo("input key/keyPrefix 'a||b' can't contain '||'");
            assertThat(failure.details())
                    .containsExactly(
                            "field a||b: input key/keyPrefix 'a||b' can't contain '||'",
                            "resource state statestore",
                            "info dapr.io DAPR_STATE_ILLEGAL_KEY {}");
        });
    }

    @Test
    void a_store_that_is_not_there_is_named() {
        List<Runnable> calls = List.of(
                () -> dapr.getState(GetStateRequest.newBuilder()
                        .setStoreName("nope")
                        .setKey("k")
                        .build()),
                () -> dapr.saveState(
                        SaveStateRequest.newBuilder().setStoreName("nope").build()),
                () -> dapr.getBulkState(
                        GetBulkStateRequest.newBuilder().setStoreName("nope").build()),
                () -> dapr.deleteBulkState(
                        DeleteBulkStateRequest.newBuilder().setStoreName("nope").build()),
                () -> dapr.queryStateAlpha1(QueryStateRequest.newBuilder()
                        .setStoreName("nope")
                        .setQuery("bad")
                        .build()),
                () -> dapr.executeStateTransaction(ExecuteStateTransactionRequest.newBuilder()
                        .setStoreName("nope")
                        .addOperations(operation("nope", item("k", "x")))
                        .build()));
        assertThat(calls).allSatisfy(call -> {
            Failure failure = Failure.of(call);
            assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(failure.text()).isEqualTo("state store nope is not found");
            assertThat(failure.details()).containsExactly("info dapr.io DAPR_STATE_NOT_FOUND {}");
        });
    }

    @Test
    void a_store_can_be_searched_or_says_that_it_cannot() {
        String key = newKey();
        save(item(key, "{\"colour\":\"" + key + "\"}").putMetadata("contentType", "application/json"));
        QueryStateRequest query = QueryStateRequest.newBuilder()
                .setStoreName(STORE)
                .setQuery("{\"filter\":{\"EQ\":{\"colour\":\"" + key + "\"}}}")
                .build();
        if (canSearch()) {
            assertThat(dapr.queryStateAlpha1(query).getResultsList())
                    .singleElement()
                    .satisfies(found -> assertThat(found.getKey()).isEqualTo(key));
            return;
        }
        Failure failure = Failure.of(() -> dapr.queryStateAlpha1(query));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text()).isEqualTo("state store does not support querying");
        assertThat(failure.details())
                .containsExactly("resource state statestore", "info dapr.io DAPR_STATE_QUERYING_NOT_SUPPORTED {}");
    }

    @Test
    void a_ttl_that_is_no_number_is_the_stores_to_refuse() {
        Failure failure = Failure.of(() -> save(item(newKey(), "x").putMetadata("ttlInSeconds", "soon")));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text()).startsWith("failed saving state in state store statestore: ");
        assertThat(failure.details()).containsExactly("info dapr.io ERR_STATE_SAVE {}");
    }

    @Test
    void many_keys_are_read_at_once_and_missing_ones_are_empty() {
        String one = newKey();
        String two = newKey();
        String none = newKey();
        save(item(one, "1"), item(two, "2").putMetadata("ttlInSeconds", "100"));
        List<BulkStateItem> items = dapr.getBulkState(GetBulkStateRequest.newBuilder()
                        .setStoreName(STORE)
                        .addAllKeys(List.of(one, none, two))
                        .build())
                .getItemsList();
        assertThat(items.stream().map(BulkStateItem::getKey)).containsExactlyInAnyOrder(one, two, none);
        assertThat(items).allSatisfy(item -> {
            assertThat(item.getError()).isEmpty();
            assertThat(item.getEtag().isEmpty()).isEqualTo(item.getKey().equals(none));
            assertThat(item.containsMetadata("ttlExpireTime"))
                    .isEqualTo(item.getKey().equals(two));
        });
        assertThat(items.stream().collect(Collectors.toMap(BulkStateItem::getKey, item -> item.getData()
                        .toStringUtf8())))
                .containsEntry(one, "1")
                .containsEntry(two, "2")
                .containsEntry(none, "");
    }

    @Test
    void deleting_works_once_and_harms_nothing_twice() {
        String key = newKey();
        save(item(key, "x"));
        DeleteStateRequest delete =
                DeleteStateRequest.newBuilder().setStoreName(STORE).setKey(key).build();
        Failure failure = Failure.of(() ->
                dapr.deleteState(delete.toBuilder().setEtag(etag(OTHER_ETAG)).build()));
        assertThat(failure.code()).isEqualTo(Code.ABORTED);
        assertThat(failure.text())
                .startsWith("failed deleting state with key " + key + ": possible etag mismatch."
                        + " error from state store");
        assertThat(failure.details()).containsExactly("info dapr.io ERR_STATE_DELETE {}");
        assertThat(get(key).getData()).isNotEmpty();
        assertThat(dapr.deleteState(delete)).isNotNull();
        assertThat(dapr.deleteState(delete)).isNotNull();
        assertThat(get(key).getData()).isEmpty();
    }

    @Test
    void many_keys_are_deleted_at_once() {
        String one = newKey();
        String two = newKey();
        save(item(one, "1"), item(two, "2"));
        assertThat(dapr.deleteBulkState(DeleteBulkStateRequest.newBuilder()
                        .setStoreName(STORE)
                        .addStates(StateItem.newBuilder().setKey(one))
                        .addStates(StateItem.newBuilder().setKey(two))
                        .build()))
                .isNotNull();
        assertThat(get(one).getData()).isEmpty();
        assertThat(get(two).getData()).isEmpty();
    }

    private static TransactionalStateOperation operation(String type, StateItem.Builder item) {
        return TransactionalStateOperation.newBuilder()
                .setOperationType(type)
                .setRequest(item)
                .build();
    }

    private void transact(TransactionalStateOperation... operations) {
        assertThat(dapr.executeStateTransaction(ExecuteStateTransactionRequest.newBuilder()
                        .setStoreName(STORE)
                        .addAllOperations(List.of(operations))
                        .build()))
                .isNotNull();
    }

    @Test
    void a_transaction_happens_all_or_not_at_all() {
        String kept = newKey();
        String gone = newKey();
        save(item(gone, "x"));
        transact(
                operation("upsert", item(kept, "1")),
                operation("delete", StateItem.newBuilder().setKey(gone)));
        assertThat(get(kept).getData().toStringUtf8()).isEqualTo("1");
        assertThat(get(gone).getData()).isEmpty();

        Failure failure = Failure.of(() -> transact(
                operation("upsert", item(gone, "again")),
                operation("upsert", item(kept, "2").setEtag(etag(OTHER_ETAG)))));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text())
                .startsWith(
                        "error while executing state transaction: possible etag mismatch." + " error from state store");
        assertThat(failure.details()).containsExactly("info dapr.io ERR_STATE_TRANSACTION {}");
        assertThat(get(gone).getData()).isEmpty();
        assertThat(get(kept).getData().toStringUtf8()).isEqualTo("1");
    }

    @Test
    void an_operation_that_is_none_is_refused() {
        Failure failure = Failure.of(() -> transact(operation("swap", item(newKey(), "1"))));
        assertThat(failure.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(failure.text()).isEqualTo("operation type swap not supported");
        assertThat(failure.details()).containsExactly("info dapr.io ERR_NOT_SUPPORTED_STATE_OPERATION {}");
    }

    @Test
    void secrets_come_one_by_one_or_all_at_once() {
        assertThat(dapr.getSecret(GetSecretRequest.newBuilder()
                                .setStoreName("secrets")
                                .setKey("one")
                                .build())
                        .getDataMap())
                .isEqualTo(java.util.Map.of("one", "1"));
        assertThat(dapr
                        .getBulkSecret(GetBulkSecretRequest.newBuilder()
                                .setStoreName("secrets")
                                .build())
                        .getDataMap()
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + entry.getValue().getSecretsMap()))
                .containsExactlyInAnyOrder("one{one=1}", "two:a{two:a=b}");
    }

    @Test
    void a_secret_that_is_not_there_is_named() {
        Failure failure = Failure.of(() -> dapr.getSecret(GetSecretRequest.newBuilder()
                .setStoreName("secrets")
                .setKey("none")
                .build()));
        assertThat(failure.code()).isEqualTo(Code.INTERNAL);
        assertThat(failure.text())
                .isEqualTo("failed getting secret with key none from secret store secrets: secret none not found");
        assertThat(failure.details()).isEmpty();
    }

    @Test
    void a_secret_store_that_is_not_there_is_named() {
        Failure failure = Failure.of(() -> dapr.getBulkSecret(
                GetBulkSecretRequest.newBuilder().setStoreName("nope").build()));
        assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(failure.text()).isEqualTo("failed finding secret store with key nope");
        assertThat(failure.details()).isEmpty();
    }

    @Test
    void metadata_tell_of_the_runtime_and_take_what_callers_add() {
        assertThat(dapr.setMetadata(SetMetadataRequest.newBuilder()
                        .setKey("colour")
                        .setValue("blue")
                        .build()))
                .isNotNull();
        GetMetadataResponse metadata = dapr.getMetadata(GetMetadataRequest.getDefaultInstance());
        assertThat(metadata.getId()).isEqualTo("app");
        assertThat(metadata.getExtendedMetadataMap()).containsEntry("colour", "blue");
        assertThat(metadata.getRuntimeVersion()).isNotEmpty();
        assertThat(metadata.getActorRuntime().getRuntimeStatus().name()).isEqualTo("DISABLED");
        assertThat(metadata.getActorRuntime().getPlacement()).isEqualTo("placement: disconnected");
        assertThat(metadata.getRegisteredComponentsList()).anySatisfy(component -> {
            assertThat(component.getName()).isEqualTo("statestore");
            assertThat(component.getVersion()).isEqualTo("v1");
            assertThat(component.getCapabilitiesList()).contains("ETAG", "TTL");
        });
        assertThat(metadata.getAppConnectionProperties().getProtocol()).isEqualTo("http");
        assertThat(metadata.getAppConnectionProperties().getChannelAddress()).isEqualTo("127.0.0.1");
    }
}
