package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapr.client.DaprClient;
import io.dapr.client.DaprClientBuilder;
import io.dapr.client.domain.State;
import io.dapr.client.domain.StateOptions;
import io.dapr.client.domain.TransactionalStateOperation;
import io.dapr.config.Properties;
import io.dapr.exceptions.DaprException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dapr's own Java client finds in our runtime what it expects of daprd. */
class JavaSdkTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String STORE = "statestore";

    private static final GrpcEcho APP = new GrpcEcho();
    private static EmbeddedTarget target;
    private static DaprClient dapr;

    @BeforeAll
    static void open(@TempDir Path folder) {
        target = new EmbeddedTarget.Setup("app", folder)
                .store(STORE, "state.sqlite")
                .grpcApplication(APP, null)
                .start()
                .opened();
        dapr = new DaprClientBuilder()
                .withPropertyOverride(Properties.GRPC_PORT, String.valueOf(target.grpcPort()))
                .build();
    }

    @AfterAll
    static void close() throws Exception {
        dapr.close();
        target.close();
        APP.close();
    }

    private static String value(String key) {
        State<String> state = dapr.getState(STORE, key, String.class).block(LIMIT);
        return state == null ? "" : String.valueOf(state.getValue());
    }

    @Test
    void state_is_saved_read_and_deleted() {
        dapr.saveState(STORE, "one", "1").block(LIMIT);
        assertThat(value("one")).isEqualTo("1");
        dapr.deleteState(STORE, "one").block(LIMIT);
        assertThat(value("one")).isEqualTo("null");
    }

    @Test
    void many_keys_are_read_at_once() {
        dapr.saveState(STORE, "bulk-1", "1").block(LIMIT);
        dapr.saveState(STORE, "bulk-2", "2").block(LIMIT);
        List<State<String>> states = dapr.getBulkState(STORE, List.of("bulk-1", "bulk-2"), String.class)
                .block(LIMIT);
        assertThat(states).extracting(State::getValue).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void an_old_etag_is_refused_with_the_status_the_client_knows() {
        dapr.saveState(STORE, "etag", "1").block(LIMIT);
        StateOptions firstWrite = new StateOptions(null, StateOptions.Concurrency.FIRST_WRITE);
        assertThatThrownBy(() -> dapr.saveState(STORE, "etag", "no such etag", "2", firstWrite)
                        .block(LIMIT))
                .isInstanceOfSatisfying(
                        DaprException.class, e -> assertThat(e.getErrorCode()).isEqualTo("ABORTED"));
        assertThat(value("etag")).isEqualTo("1");
    }

    @Test
    void a_transaction_is_executed() {
        dapr.executeStateTransaction(
                        STORE,
                        List.of(new TransactionalStateOperation<>(
                                TransactionalStateOperation.OperationType.UPSERT, new State<>("tx", "1", ""))))
                .block(LIMIT);
        assertThat(value("tx")).isEqualTo("1");
    }

    @Test
    void secrets_are_read() {
        assertThat(dapr.getSecret("secrets", "one").block(LIMIT)).isEqualTo(Map.of("one", "1"));
        assertThat(dapr.getBulkSecret("secrets").block(LIMIT)).containsKeys("one", "two:a");
    }

    @Test
    void metadata_are_read() {
        assertThat(dapr.getMetadata().block(LIMIT)).isNotNull().satisfies(metadata -> assertThat(metadata.getId())
                .isEqualTo("app"));
    }

    @Test
    void a_stub_of_the_client_reaches_an_application() {
        GrpcEcho.Stub stub =
                dapr.newGrpcStub("app", channel -> new GrpcEcho.Stub(channel, io.grpc.CallOptions.DEFAULT));
        assertThat(stub.say("hello")).isEqualTo("said hello");
    }

    @Test
    void a_store_that_is_not_there_is_told_with_its_reason() {
        assertThatThrownBy(() -> dapr.getState("nope", "k", String.class).block(LIMIT))
                .isInstanceOf(DaprException.class)
                .hasMessageContaining("state store nope is not found");
    }
}
