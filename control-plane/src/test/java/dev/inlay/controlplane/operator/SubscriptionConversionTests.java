package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How subscriptions change their version. */
class SubscriptionConversionTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theRouteBecomesTheDefaultOfTheRoutes() throws IOException {
        JsonNode converted = SubscriptionConversion.to("dapr.io/v2alpha1", JSON.readTree("""
                {"apiVersion":"dapr.io/v1alpha1","kind":"Subscription","metadata":{"name":"s","labels":{"a":"b"}},
                 "scopes":["app"],
                 "spec":{"pubsubname":"p","topic":"t","route":"/orders","deadLetterTopic":"d","metadata":{"k":"v"},
                         "bulkSubscribe":{"enabled":true,"maxMessagesCount":7}}}"""));

        assertThat(converted).isEqualTo(JSON.readTree("""
                {"apiVersion":"dapr.io/v2alpha1","kind":"Subscription","metadata":{"name":"s","labels":{"a":"b"}},
                 "scopes":["app"],
                 "spec":{"pubsubname":"p","topic":"t","routes":{"default":"/orders"},"deadLetterTopic":"d",
                         "metadata":{"k":"v"},"bulkSubscribe":{"enabled":true,"maxMessagesCount":7}}}"""));
    }

    @Test
    void theDefaultOfTheRoutesBecomesTheRoute() throws IOException {
        JsonNode converted = SubscriptionConversion.to("dapr.io/v1alpha1", JSON.readTree("""
                {"apiVersion":"dapr.io/v2alpha1","kind":"Subscription","metadata":{"name":"s"},
                 "spec":{"pubsubname":"p","topic":"t",
                         "routes":{"default":"/other","rules":[{"match":"event.type == 'a'","path":"/a"}]}}}"""));

        assertThat(converted.at("/apiVersion").asText()).isEqualTo("dapr.io/v1alpha1");
        assertThat(converted.get("spec")).isEqualTo(JSON.readTree("""
                {"pubsubname":"p","topic":"t","route":"/other"}"""));
    }

    @Test
    void theSameVersionStaysAsItIs() throws IOException {
        JsonNode subscription = JSON.readTree("""
                {"apiVersion":"dapr.io/v2alpha1","kind":"Subscription","spec":{"routes":{"rules":[]}}}""");

        assertThat(SubscriptionConversion.to("dapr.io/v2alpha1", subscription)).isEqualTo(subscription);
    }

    @Test
    void aReviewIsAnsweredObjectByObject() throws IOException {
        JsonNode answer = answer("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"ConversionReview","request":{"uid":"7",
                 "desiredAPIVersion":"dapr.io/v2alpha1","objects":[
                  {"apiVersion":"dapr.io/v1alpha1","kind":"Subscription","spec":{"route":"/a"}},
                  {"apiVersion":"dapr.io/v1alpha1","kind":"Subscription","spec":{"route":"/b"}}]}}""");

        assertThat(answer.at("/kind").asText()).isEqualTo("ConversionReview");
        assertThat(answer.at("/response/uid").asText()).isEqualTo("7");
        assertThat(answer.at("/response/result/status").asText()).isEqualTo("Success");
        assertThat(answer.at("/response/convertedObjects").findValuesAsText("default"))
                .containsExactly("/a", "/b");
    }

    @Test
    void whatCannotBeConvertedIsSaid() throws IOException {
        JsonNode answer = answer("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"ConversionReview","request":{"uid":"7",
                 "desiredAPIVersion":"dapr.io/v3","objects":[{"apiVersion":"dapr.io/v1alpha1","kind":"Subscription"}]}}""");

        assertThat(answer.at("/response/result/status").asText()).isEqualTo("Failure");
        assertThat(answer.at("/response/result/message").asText())
                .isEqualTo("a Subscription of version 'dapr.io/v1alpha1' cannot be converted to 'dapr.io/v3' (expected:"
                        + " dapr.io/v1alpha1 or dapr.io/v2alpha1)");
        assertThat(answer("{").at("/response/result/status").asText()).isEqualTo("Failure");
        assertThatThrownBy(() -> SubscriptionConversion.to("dapr.io/v1alpha1", JSON.readTree("{\"kind\":\"Pod\"}")))
                .hasMessageContaining("kind 'Pod'");
    }

    private static JsonNode answer(String review) throws IOException {
        return JSON.readTree(SubscriptionConversion.answer(review.getBytes(StandardCharsets.UTF_8)));
    }
}
