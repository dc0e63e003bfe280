package dev.inlay.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.HeaderFields;
import dev.inlay.message.MessageHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application that speaks HTTP gets of a caller's header fields. */
class HttpAppHeadersTests {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /** As daprd 1.18.3 sends it to an application that speaks gRPC. */
    private static final String TRACE_BIN = "AAAK92UZFs1D3YRI6yEcgDGcAbeta3FpIDMxAgE=";

    private static Map<String, List<String>> passed(String... namesAndValues) {
        MessageHeaders.Builder headers = MessageHeaders.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return HeaderFields.of(HttpAppHeaders.of(headers.build()));
    }

    @Test
    void fieldsPassWithAllTheirValues() {
        assertThat(passed("X-Order", "1", "x-order", "2", "baggage", "user=ann", "authorization", "Bearer t"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "X-Order", List.of("1", "2"),
                        "baggage", List.of("user=ann"),
                        "authorization", List.of("Bearer t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "TE",
                "Trailer",
                "Proxy-Authorization",
                "Proxy-Authenticate",
                "destination-app-id",
                "Content-Length",
                "order-bin",
                "grpc-trace-bin"
            })
    void fieldsOfTheCallersConnectionAndBytesStayBehind(String name) {
        assertThat(passed(name, "x")).isEmpty();
    }

    @Test
    void fieldsThatConnectionNamesStayBehind() {
        assertThat(passed("Connection", "close, X-Hop", "x-hop", "1", "x-other", "2"))
                .containsOnlyKeys("x-other");
    }

    @ParameterizedTest
    @CsvSource({":authority, dapr-authority", ":method, dapr-method", "grpc-timeout, dapr-grpc-timeout"})
    void namesThatGrpcKeepsForItselfAreChanged(String name, String shown) {
        assertThat(passed(name, "x")).containsOnlyKeys(shown);
    }

    @Test
    void aTraceThatCameByGrpcIsTold() {
        assertThat(passed("grpc-trace-bin", TRACE_BIN)).isEqualTo(Map.of("traceparent", List.of(TRACE)));
    }

    @Test
    void aTraceParentWinsOverBytes() {
        String other = TRACE.replace("01", "00");
        assertThat(passed("grpc-trace-bin", TRACE_BIN, "traceparent", other))
                .isEqualTo(Map.of("traceparent", List.of(other)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "AAAA", "", "AAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAgA="})
    void bytesThatNameNoTraceAreNone(String bytes) {
        assertThat(passed("grpc-trace-bin", bytes)).isEmpty();
    }
}
