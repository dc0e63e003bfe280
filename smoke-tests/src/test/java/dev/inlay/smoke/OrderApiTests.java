package dev.inlay.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What order-service answers, and what it refuses. */
class OrderApiTests {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    static Path home;

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static Services services;

    private final OrderApi api = services.orders();

    @BeforeAll
    static void start() {
        services = new Services(home);
        services.ready(services.startOrderService());
    }

    @AfterAll
    static void stop() {
        services.close();
    }

    @Test
    void anOrderIsReadAsItWasSent() {
        HttpResponse<String> placed = api.post("/neworder", "{\"data\":{\"orderId\":42,\"item\":\"lamp\"}}");

        assertThat(placed.statusCode()).isEqualTo(200);
        HttpResponse<String> read = api.get("/order");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("{\"orderId\":42,\"item\":\"lamp\"}");
    }

    @Test
    void aDeletedOrderIsGone() {
        api.place("1");

        assertThat(api.delete("/order").statusCode()).isEqualTo(200);

        HttpResponse<String> read = api.get("/order");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEmpty();
    }

    @Test
    void thePortsAreDaprsWhereTheEnvironmentSaysNothing() {
        assertThat(api.get("/ports").body()).isEqualTo("{\"DAPR_HTTP_PORT\":\"3500\",\"DAPR_GRPC_PORT\":\"50001\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                        | body
            '{"data":'                | end-of-input
            '{"data":{"orderId":1}}x' | Unrecognized token 'x'
            not JSON                  | Unrecognized token 'not'
            null                      | 'data'
            '"text"'                  | 'data'
            '[]'                      | 'data'
            '{}'                      | 'data'
            '{"data":null}'           | 'data'
            '{"data":42}'             | 'data'
            '{"data":{}}'             | 'data.orderId'
            '{"data":{"orderId":""}}' | 'data.orderId'
            '{"data":{"orderId":1.5}}'| 'data.orderId'
            '{"data":{"orderId":true}}' | 'data.orderId'
            '{"data":{"orderId":[1]}}'  | 'data.orderId'
            """, quoteCharacter = '\'')
    void aBadBodyIsRefusedWithWhatIsWrongAndNothingIsStored(String body, String problem) {
        api.place("7");

        HttpResponse<String> refused = api.post("/neworder", body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains(problem);
        assertThat(api.order()).isEqualTo("{\"orderId\":7}");
    }
}
