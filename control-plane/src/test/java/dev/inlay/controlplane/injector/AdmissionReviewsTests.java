package dev.inlay.controlplane.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inlay.metrics.ProgramMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the API server is answered. */
class AdmissionReviewsTests {

    private static final String CONTROLLER = "system:serviceaccount:kube-system:replicaset-controller";

    private final ProgramMetrics metrics = new ProgramMetrics();
    private final AdmissionReviews reviews = new AdmissionReviews(
            Fixtures.settings(),
            Requesters.of(List.of()),
            namespace -> Fixtures.situation(),
            new InjectorMetrics(metrics));

    @Test
    void aPodThatAsksIsPatched() throws IOException {
        JsonNode answer = answer(review(Fixtures.yaml("default.yaml"), CONTROLLER));

        assertThat(answer.get("kind").asText()).isEqualTo("AdmissionReview");
        assertThat(answer.get("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        JsonNode response = answer.get("response");
        assertThat(response.get("uid").asText()).isEqualTo("42");
        assertThat(response.get("allowed").asBoolean()).isTrue();
        assertThat(response.get("patchType").asText()).isEqualTo("JSONPatch");
        JsonNode patch = Fixtures.JSON.readTree(
                Base64.getDecoder().decode(response.get("patch").asText()));
        assertThat(patch)
                .isEqualTo(Fixtures.JSON.readTree(
                        Fixtures.CASES.resolve("default.json").toFile()));
        assertThat(metrics.scrape())
                .contains("dapr_injector_sidecar_injection_succeeded_total{app_id=\"nodeapp\"} 1\n");
    }

    @Test
    void aPodThatDoesNotAskIsLeftAlone() throws IOException {
        ObjectNode pod = (ObjectNode) Fixtures.yaml("default.yaml");
        annotations(pod).remove("dapr.io/enabled");

        JsonNode response = answer(review(pod, "somebody")).get("response");

        assertThat(response.toString()).isEqualTo("{\"uid\":\"42\",\"allowed\":true}");
    }

    @Test
    void aPodThatAsksInOtherWordsIsToldSo() throws IOException {
        ObjectNode pod = (ObjectNode) Fixtures.yaml("default.yaml");
        annotations(pod).put("dapr.io/enabled", "yes");

        JsonNode response = answer(review(pod, CONTROLLER)).get("response");

        assertThat(response.get("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
        assertThat(response.at("/warnings/0").asText()).startsWith("dapr.io/enabled is \"yes\", so no sidecar");
    }

    @Test
    void aPodOfAnybodyIsAllowedWithoutASidecarAndSaysSo() throws IOException {
        JsonNode response =
                answer(review(Fixtures.yaml("default.yaml"), "somebody")).get("response");

        assertThat(response.get("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
        assertThat(response.at("/warnings/0").asText()).contains("no sidecar was injected: 'somebody' is none of");
        assertThat(metrics.scrape())
                .contains("dapr_injector_sidecar_injection_failed_total{app_id=\"nodeapp\",reason=\"pod_patch\"} 1\n");
    }

    @Test
    void aPodThatCannotHaveASidecarIsRefused() throws IOException {
        ObjectNode pod = (ObjectNode) Fixtures.yaml("default.yaml");
        annotations(pod).put("dapr.io/app-id", "Node.App");

        JsonNode response = answer(review(pod, CONTROLLER)).get("response");

        assertThat(response.get("allowed").asBoolean()).isFalse();
        assertThat(response.at("/status/message").asText()).startsWith("invalid app id (input: 'Node.App'");
        assertThat(metrics.scrape())
                .contains("dapr_injector_sidecar_injection_failed_total{app_id=\"Node.App\",reason=\"patch\"} 1\n");
    }

    @Test
    void otherKindsAreAllowed() throws IOException {
        ObjectNode review = review(Fixtures.yaml("default.yaml"), CONTROLLER);
        ((ObjectNode) review.at("/request/kind")).put("kind", "Deployment");

        JsonNode response = answer(review).get("response");

        assertThat(response.toString()).isEqualTo("{\"uid\":\"42\",\"allowed\":true}");
    }

    @Test
    void whatIsNoReviewIsRefusedWithAReason() throws IOException {
        for (String body : List.of("{", "[]", "{}", "{\"request\":7}")) {
            JsonNode answer = Fixtures.JSON.readTree(reviews.answer(body.getBytes(StandardCharsets.UTF_8)));

            assertThat(answer.at("/response/allowed").asBoolean(true)).as(body).isFalse();
            assertThat(answer.at("/response/status/message").asText()).as(body).startsWith("can't decode body: ");
        }
    }

    private static ObjectNode annotations(JsonNode pod) {
        return (ObjectNode) pod.at("/metadata/annotations");
    }

    private JsonNode answer(JsonNode review) throws IOException {
        return Fixtures.JSON.readTree(reviews.answer(Fixtures.JSON.writeValueAsBytes(review)));
    }

    static ObjectNode review(JsonNode pod, String user) {
        ObjectNode review = Fixtures.JSON.createObjectNode();
        review.put("kind", "AdmissionReview");
        review.put("apiVersion", "admission.k8s.io/v1");
        ObjectNode request = review.putObject("request");
        request.put("uid", "42");
        request.putObject("kind").put("version", "v1").put("kind", "Pod");
        request.put("namespace", "dapr-lab02");
        request.put("operation", "CREATE");
        request.putObject("userInfo").put("username", user);
        request.set("object", pod);
        return review;
    }
}
