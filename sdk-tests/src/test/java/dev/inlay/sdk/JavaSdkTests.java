package dev.inlay.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapr.client.DaprClient;
import io.dapr.client.DaprClientBuilder;
import io.dapr.client.domain.HttpExtension;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dapr's own Java client finds in the sidecar program and in an embedded application what it expects of daprd. */
class JavaSdkTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String STORE = "statestore";

    enum Kind {
        SIDECAR("client"),
        EMBEDDED("embedded");

        private final String appId;

        Kind(String appId) {
            this.appId = appId;
        }
    }

    private static Neighbourhood neighbourhood;
    private static Map<Kind, DaprClient> clients;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        neighbourhood = new Neighbourhood(folder);
        var sidecar = neighbourhood.start(neighbourhood.sidecar(Kind.SIDECAR.appId));
        Embedded embedded = neighbourhood.embedded(HelloApplication.class, Kind.EMBEDDED.appId);
        clients = Map.of(
                Kind.SIDECAR, client(sidecar.httpPort(), sidecar.grpcPort()),
                Kind.EMBEDDED, client(embedded.httpPort(), embedded.grpcPort()));
    }

    private static DaprClient client(int httpPort, int grpcPort) {
        return neighbourhood.keep(new DaprClientBuilder()
                .withPropertyOverride(Properties.HTTP_PORT, String.valueOf(httpPort))
                .withPropertyOverride(Properties.GRPC_PORT, String.valueOf(grpcPort))
                .build());
    }

    @AfterAll
    static void close() throws Exception {
        neighbourhood.close();
    }

    private static DaprClient client(Kind kind) {
        DaprClient client = clients.get(kind);
        assertThat(client).isNotNull();
        return client;
    }

    private static State<String> state(DaprClient dapr, String key) {
        State<String> state = dapr.getState(STORE, key, String.class).block(LIMIT);
        assertThat(state).isNotNull();
        return state;
    }

    @ParameterizedTest
    @EnumSource
    void waits_for_a_runtime_that_is_there(Kind kind) {
        client(kind).waitForSidecar(20_000).block(LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void state_is_saved_read_and_deleted(Kind kind) {
        DaprClient dapr = client(kind);
        dapr.saveState(STORE, "one", "1").block(LIMIT);
        dapr.saveState(STORE, "two", "2").block(LIMIT);
        assertThat(dapr.getBulkState(STORE, List.of("one", "two"), String.class).block(LIMIT))
                .extracting(State::getValue)
                .containsExactlyInAnyOrder("1", "2");
        dapr.deleteState(STORE, "one").block(LIMIT);
        assertThat(state(dapr, "one").getValue()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void a_transaction_is_executed(Kind kind) {
        DaprClient dapr = client(kind);
        dapr.executeStateTransaction(
                        STORE,
                        List.of(new TransactionalStateOperation<>(
                                TransactionalStateOperation.OperationType.UPSERT, new State<>("tx", "1", ""))))
                .block(LIMIT);
        assertThat(state(dapr, "tx").getValue()).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void the_current_etag_is_accepted_and_an_old_one_refused(Kind kind) {
        DaprClient dapr = client(kind);
        StateOptions firstWrite = new StateOptions(null, StateOptions.Concurrency.FIRST_WRITE);
        dapr.saveState(STORE, "etag", "1").block(LIMIT);
        String old = state(dapr, "etag").getEtag();
        dapr.saveState(STORE, "etag", old, "2", firstWrite).block(LIMIT);
        assertThatThrownBy(() ->
                        dapr.saveState(STORE, "etag", old, "3", firstWrite).block(LIMIT))
                .isInstanceOfSatisfying(
                        DaprException.class, e -> assertThat(e.getErrorCode()).isEqualTo("ABORTED"));
        assertThat(state(dapr, "etag").getValue()).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource
    void secrets_are_read(Kind kind) {
        DaprClient dapr = client(kind);
        assertThat(dapr.getSecret("secrets", "greeting").block(LIMIT)).isEqualTo(Map.of("greeting", "hello"));
        assertThat(dapr.getBulkSecret("secrets").block(LIMIT)).containsKeys("greeting", "outer:inner");
    }

    @ParameterizedTest
    @EnumSource
    void metadata_are_read(Kind kind) {
        assertThat(client(kind).getMetadata().block(LIMIT))
                .isNotNull()
                .satisfies(metadata -> assertThat(metadata.getId()).isEqualTo(kind.appId));
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("deprecation") // Applications use it, and daprd serves it.
    void an_application_is_called(Kind kind) {
        HelloApplication.Answer answer = client(kind)
                .invokeMethod(
                        Kind.EMBEDDED.appId,
                        "hello",
                        new HelloApplication.Message("hi"),
                        HttpExtension.POST,
                        HelloApplication.Answer.class)
                .block(LIMIT);
        assertThat(answer).isEqualTo(new HelloApplication.Answer("hi", Kind.EMBEDDED.appId));
    }
}
