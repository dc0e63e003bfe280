package dev.inlay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What callers of the API see of a trace. */
class ApiTracingTests {

    private static final String GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final ApiTracing tracing = new ApiTracing(Telemetry.none());

    @Test
    void withoutATracerTheCallersTraceGoesThroughAndComesBack() {
        InvokeRequest request = get("v1.0/state/s/k")
                .withHeader("traceparent", GIVEN)
                .withHeader("tracestate", "a=b")
                .withHeader("baggage", "k=v,x=y;p=1");
        AtomicReference<@Nullable InvokeRequest> passed = new AtomicReference<>();

        InvokeResponse response = answer(request, handed -> {
            passed.set(handed);
            return ok();
        });

        assertThat(Objects.requireNonNull(passed.get()).headers()).isEqualTo(request.headers());
        assertThat(response.headers().first("traceparent")).isEqualTo(GIVEN);
        assertThat(response.headers().first("tracestate")).isEqualTo("a=b");
        assertThat(response.headers().first("baggage")).isEqualTo("k=v,x=y;p=1");
    }

    @Test
    void aCallerWithoutTraceIsToldThatThereIsNone() {
        assertThat(answer(get("v1.0/metadata"), handed -> ok()).headers().first("traceparent"))
                .isEqualTo("00-00000000000000000000000000000000-0000000000000000-00");
    }

    @Test
    void whatIsBehindMayTellItsOwnTrace() {
        InvokeResponse own = new InvokeResponse(200, MessageHeaders.of("traceparent", "00-own"), MessageBody.empty());

        assertThat(answer(get("v1.0/invoke/b/method/x"), handed -> Mono.just(own))
                        .headers()
                        .all("traceparent"))
                .containsExactly("00-own");
    }

    @Test
    void healthIsNotTraced() {
        assertThat(answer(get("v1.0/healthz/outbound"), handed -> ok())
                        .headers()
                        .contains("traceparent"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {";;;bad", "k", "=v", "k=v,", "k=v,a b=c", "k=\"v\"", "k=v\\"})
    void malformedBaggageIsRefusedAndNothingIsCalled(String baggage) {
        InvokeResponse response = answer(get("v1.0/metadata").withHeader("baggage", baggage), handed -> {
            throw new AssertionError("called with malformed baggage");
        });

        assertThat(response.status()).isEqualTo(400);
        assertThat(new String(Objects.requireNonNull(response.body().bytesAtHand()), StandardCharsets.UTF_8))
                .startsWith("invalid baggage header: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k=v", "k=", "k = v ; p ; q = 1 , l=%20", "a=b,c=d;x"})
    void baggageInTheFormsOfTheStandardPasses(String baggage) {
        assertThat(answer(get("v1.0/metadata").withHeader("baggage", baggage), handed -> ok())
                        .status())
                .isEqualTo(200);
    }

    private InvokeResponse answer(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return Objects.requireNonNull(tracing.filter(request, next).block());
    }

    private static InvokeRequest get(String path) {
        return new InvokeRequest("a", "GET", path);
    }

    private static Mono<InvokeResponse> ok() {
        return Mono.just(new InvokeResponse(200, MessageHeaders.empty(), MessageBody.empty()));
    }
}
