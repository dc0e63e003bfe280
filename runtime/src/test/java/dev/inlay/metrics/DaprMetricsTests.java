package dev.inlay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.Fault;
import dev.inlay.component.ManifestFields;
import dev.inlay.component.ResourceSource;
import dev.inlay.error.ErrorCode;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import dev.inlay.resiliency.PolicyListener;
import dev.inlay.telemetry.InlayObservation;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The lines that Prometheus gets, which are the lines that Dapr writes for the same requests. */
class DaprMetricsTests {

    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    private final List<Fault> faults = new ArrayList<>();

    @Test
    void aRequestOfTheApiIsCountedWithVerbPathAndStatus() {
        DaprMetrics metrics = metrics("{}");

        serve(metrics, "POST", "v1.0/state/statestore", 204);
        serve(metrics, "GET", "v1.0/state/statestore/some-key", 200);
        serve(metrics, "GET", "v1.0/secrets/vault/some-name", 200);
        serve(metrics, "POST", "v1.0/invoke/b/method/x/y", 200);

        assertThat(metrics.scrape())
                .contains(
                        "# HELP dapr_http_server_request_count Count of HTTP requests processed by the server.\n"
                                + "# TYPE dapr_http_server_request_count counter\n",
                        line("dapr_http_server_request_count", "POST", "/v1.0/state/statestore", "204") + " 1\n",
                        line("dapr_http_server_request_count", "GET", "/v1.0/state/statestore", "200") + " 1\n",
                        line("dapr_http_server_request_count", "GET", "/v1.0/secrets/vault", "200") + " 1\n",
                        line("dapr_http_server_response_count", "POST", "/v1.0/invoke/b/method/x/y", "200") + " 1\n")
                .doesNotContain("some-key", "some-name");
    }

    @Test
    void latencyAndSizeAreThoseAtTheEndOfTheBody() {
        DaprMetrics metrics = metrics("{}");
        MessageFilter filter = metrics.httpServer();
        Flux<ByteBuffer> slow = Mono.delay(Duration.ofMillis(7), scheduler)
                .map(tick -> ByteBuffer.allocate(2000))
                .flux();

        filter.filter(
                        request("GET", "v1.0/invoke/b/method/slow"),
                        any -> Mono.just(new InvokeResponse(200, MessageHeaders.empty(), MessageBody.stream(slow))))
                .flatMapMany(response -> response.body().stream())
                .subscribe();
        scheduler.advanceTimeBy(Duration.ofMillis(7));

        assertThat(metrics.scrape())
                .contains(
                        line("dapr_http_server_latency_sum", "GET", "/v1.0/invoke/b/method/slow", "200") + " 7\n",
                        "path=\"/v1.0/invoke/b/method/slow\",status=\"200\",le=\"6\"} 0\n",
                        "path=\"/v1.0/invoke/b/method/slow\",status=\"200\",le=\"8\"} 1\n",
                        "dapr_http_server_response_bytes_bucket{app_id=\"a\",le=\"1024\"} 0\n",
                        "dapr_http_server_response_bytes_bucket{app_id=\"a\",le=\"1.048576e+06\"} 1\n",
                        "dapr_http_server_response_bytes_sum{app_id=\"a\"} 2000\n");
    }

    @Test
    void componentsAreCountedByType() {
        DaprMetrics metrics = metrics("{}");

        metrics.components().ready("state.redis");
        metrics.components().failed("state.sqlite");

        assertThat(metrics.scrape())
                .contains(
                        "dapr_runtime_component_init_total{app_id=\"a\",component=\"state.redis\"} 1\n",
                        "dapr_runtime_component_init_fail_total{app_id=\"a\",component=\"state.sqlite\",reason=\"init\"} 1\n",
                        "dapr_runtime_component_loaded{app_id=\"a\"} 1\n");
    }

    @Test
    void callsByGrpcAreMeasuredOnBothSides() {
        DaprMetrics metrics = metrics("{}");

        Telemetry telemetry = metrics.telemetry(Telemetry.none());
        telemetry.servedCalls().ended("/dapr.proto.runtime.v1.Dapr/GetState", "NotFound", 6, 0, 7_000_000);
        telemetry.madeCalls().ended("/shop.Orders/Place", "OK", 1, 2, 3_000_000);

        String method = "{app_id=\"a\",grpc_server_method=\"/dapr.proto.runtime.v1.Dapr/GetState\"";
        assertThat(metrics.scrape())
                .contains(
                        "dapr_grpc_io_server_completed_rpcs" + method + ",grpc_server_status=\"NotFound\"} 1\n",
                        "dapr_grpc_io_server_server_latency_sum" + method + ",grpc_server_status=\"NotFound\"} 7\n",
                        "dapr_grpc_io_server_received_bytes_per_rpc_sum" + method + "} 6\n",
                        "dapr_grpc_io_server_sent_bytes_per_rpc_count" + method + "} 1\n",
                        "dapr_grpc_io_client_completed_rpcs{app_id=\"a\",grpc_client_method=\"/shop.Orders/Place\",grpc_client_status=\"OK\"} 1\n",
                        "dapr_grpc_io_client_sent_bytes_per_rpc_sum{app_id=\"a\",grpc_client_method=\"/shop.Orders/Place\"} 2\n",
                        "dapr_grpc_io_client_roundtrip_latency_sum{app_id=\"a\",grpc_client_method=\"/shop.Orders/Place\",grpc_client_status=\"OK\"} 3\n");
    }

    @Test
    void withLowCardinalityOnlyPathsThatMatchAPatternAreLabels() {
        DaprMetrics metrics =
                metrics("{http: {increasedCardinality: false, pathMatching: ['/v1.0/invoke/a/method/orders/{id}']}}");

        serve(metrics, "POST", "v1.0/invoke/a/method/orders/5", 200);
        serve(metrics, "POST", "v1.0/invoke/a/method/other", 200);

        assertThat(metrics.scrape())
                .contains(
                        line("dapr_http_server_request_count", "POST", "/v1.0/invoke/a/method/orders/{id}", "200"),
                        line("dapr_http_server_request_count", "POST", "", "200"))
                .doesNotContain("orders/5", "method/other")
                .doesNotContain("\ndapr_http_server_response_count{");
    }

    @Test
    void verbsBucketsAndLabelsFollowTheConfiguration() {
        DaprMetrics metrics = metrics("""
                {latencyDistributionBuckets: [1, 5, 50], http: {excludeVerbs: true},
                 rules: [{name: dapr_http_server_request_count,
                          labels: [{name: path, regex: {'/v1.0/invoke/x$1': '/v1.0/invoke/a/method/x.*'}}]}]}
                """);

        serve(metrics, "POST", "v1.0/invoke/a/method/x/y", 200);

        assertThat(metrics.scrape())
                .contains(
                        line("dapr_http_server_request_count", "", "/v1.0/invoke/x$1", "200"),
                        line("dapr_http_server_response_count", "", "/v1.0/invoke/a/method/x/y", "200"),
                        "path=\"/v1.0/invoke/a/method/x/y\",status=\"200\",le=\"50\"} 1\n")
                .doesNotContain("le=\"6\"");
    }

    @Test
    void whatCallersMakeUpDoesNotFillTheMemory() {
        DaprMetrics metrics = metrics("{}");

        for (int i = 0; i < PathLabels.MOST_PATHS + 100; i++) {
            serve(metrics, "GET", "v1.0/invoke/a/method/" + i, 200);
        }

        assertThat(metrics.scrape())
                .contains(line("dapr_http_server_request_count", "GET", "", "200") + " 100\n")
                .doesNotContain("method/" + PathLabels.MOST_PATHS);
    }

    @Test
    void operationsOnAStoreAreCountedBySuccess() {
        DaprMetrics metrics = metrics("{}");
        Telemetry telemetry = metrics.telemetry(Telemetry.none());

        telemetry
                .component(InlayObservation.STATE, "statestore", "get", () -> Mono.just("value"))
                .block();
        telemetry
                .component(InlayObservation.STATE, "statestore", "set", () -> Mono.error(new IllegalStateException()))
                .onErrorComplete()
                .block();

        assertThat(metrics.scrape())
                .contains(
                        "dapr_component_state_count{app_id=\"a\",component=\"statestore\",namespace=\"shop\","
                                + "operation=\"get\",success=\"true\"} 1\n",
                        "dapr_component_state_count{app_id=\"a\",component=\"statestore\",namespace=\"shop\","
                                + "operation=\"set\",success=\"false\"} 1\n");
    }

    @Test
    void callsOfOtherApplicationsAreCountedAndThoseOfOneselfAreNot() {
        DaprMetrics metrics = metrics("{}");
        Telemetry telemetry = metrics.telemetry(Telemetry.none());

        telemetry
                .sending(new InvokeRequest("b.shop", "GET", "x"), any -> answer(200))
                .block();
        telemetry
                .sending(new InvokeRequest("a", "GET", "x"), any -> answer(200))
                .block();
        telemetry
                .receiving(new InvokeRequest("a", "GET", "x"), "c", any -> answer(503))
                .block();

        assertThat(metrics.scrape())
                .contains(
                        "dapr_runtime_service_invocation_req_sent_total{app_id=\"a\",dst_app_id=\"b\",type=\"unary\"} 1",
                        "dapr_runtime_service_invocation_res_recv_total{app_id=\"a\",src_app_id=\"b\",status=\"200\","
                                + "type=\"unary\"} 1",
                        "dapr_runtime_service_invocation_req_recv_total{app_id=\"a\",src_app_id=\"c\"} 1",
                        "dapr_runtime_service_invocation_res_sent_total{app_id=\"a\",dst_app_id=\"c\",status=\"503\"} 1")
                .doesNotContain("dst_app_id=\"a\"");
    }

    @Test
    void policiesShowTheirUseAndTheStateThatTheLastOperationFoundACircuitBreakerIn() {
        DaprMetrics metrics = metrics("{}");
        metrics.policies().loaded("r", "");
        PolicyListener.Target target = metrics.policies().target("app_b", "outbound");

        target.applied(PolicyListener.Kind.CIRCUIT_BREAKER, "closed");
        target.activated(PolicyListener.Kind.CIRCUIT_BREAKER, "open");

        String labels =
                "{app_id=\"a\",flow_direction=\"outbound\",name=\"r\",namespace=\"\",policy=\"circuitbreaker\",";
        assertThat(metrics.scrape())
                .contains(
                        "dapr_resiliency_loaded{app_id=\"a\",name=\"r\",namespace=\"\"} 1\n",
                        "dapr_resiliency_count" + labels + "status=\"closed\",target=\"app_b\"} 1\n",
                        "dapr_resiliency_activations_total" + labels + "status=\"open\",target=\"app_b\"} 1\n",
                        "dapr_resiliency_cb_state" + labels + "status=\"closed\",target=\"app_b\"} 1\n",
                        "dapr_resiliency_cb_state" + labels + "status=\"open\",target=\"app_b\"} 0\n");

        target.applied(PolicyListener.Kind.CIRCUIT_BREAKER, "open");

        assertThat(metrics.scrape())
                .contains(
                        "dapr_resiliency_cb_state" + labels + "status=\"closed\",target=\"app_b\"} 0\n",
                        "dapr_resiliency_cb_state" + labels + "status=\"open\",target=\"app_b\"} 1\n");
    }

    @Test
    void errorCodesAreCountedWhereTheConfigurationAsksForIt() {
        DaprMetrics without = metrics("{}");
        DaprMetrics with = metrics("{recordErrorCodes: true}");
        for (DaprMetrics metrics : List.of(without, with)) {
            metrics.telemetry(Telemetry.none()).refused(ErrorCode.DIRECT_INVOKE);
        }

        String line =
                "dapr_error_code_total{app_id=\"a\",category=\"service-invocation\",error_code=\"ERR_DIRECT_INVOKE\"} 1";
        assertThat(without.scrape()).doesNotContain(line);
        assertThat(with.scrape()).contains(line);
    }

    @Test
    void settingsThatMakeNoSenseAreAllNamed() {
        MetricSettings.of(
                spec("{latencyDistributionBuckets: [5, 1], rules: [{name: m, labels: [{name: l, regex: {x: '('}}]}]}"));

        assertThat(faults)
                .extracting(Fault::toString)
                .anySatisfy(text -> assertThat(text).contains("latencyDistributionBuckets", "'1'", "greater than"))
                .anySatisfy(text -> assertThat(text).contains("regex.x", "'('", "no regular expression"));
    }

    private DaprMetrics metrics(String metric) {
        MetricSettings settings = MetricSettings.of(spec(metric));
        assertThat(faults).isEmpty();
        return new DaprMetrics(new AppIdentity("a", "shop"), settings, TimeSource.of(scheduler));
    }

    private ManifestFields spec(String metric) {
        Map<String, Object> body = new Yaml().load("{metric: " + metric + "}");
        return ManifestFields.of(ResourceSource.of("config.yaml"), body, faults);
    }

    private static void serve(DaprMetrics metrics, String verb, String path, int status) {
        metrics.httpServer().filter(request(verb, path), any -> answer(status)).block();
    }

    private static InvokeRequest request(String verb, String path) {
        return new InvokeRequest("a", verb, path);
    }

    private static Mono<InvokeResponse> answer(int status) {
        return Mono.just(new InvokeResponse(status, MessageHeaders.empty(), MessageBody.empty()));
    }

    private static String line(String name, String verb, String path, String status) {
        return name + "{app_id=\"a\",method=\"" + verb + "\",path=\"" + path + "\",status=\"" + status + "\"}";
    }
}
