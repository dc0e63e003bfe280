package dev.inlay.controlplane.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Converts subscriptions between their versions: {@code spec.route} of v1alpha1 is {@code spec.routes.default} of v2alpha1.
 * The rules of v2alpha1 have no place in v1alpha1. All else stays as it is.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/">
 *     Conversion webhooks</a>
 */
final class SubscriptionConversion {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String V1 = "dapr.io/v1alpha1";
    private static final String V2 = "dapr.io/v2alpha1";

    private SubscriptionConversion() {}

    /** Answers a review, both as JSON. A review that cannot be understood is answered with a failure. */
    static byte[] answer(byte[] body) {
        ObjectNode answer = JSON.createObjectNode();
        try {
            JsonNode review = JSON.readTree(body);
            answer.put("apiVersion", review.path("apiVersion").asText("apiextensions.k8s.io/v1"));
            answer.put("kind", "ConversionReview");
            answer.set("response", convert(review.path("request")));
            return JSON.writeValueAsBytes(answer);
        } catch (IOException e) {
            return failure(answer, "the conversion review is no JSON: " + e.getMessage());
        }
    }

    private static ObjectNode convert(JsonNode request) {
        ObjectNode response = JSON.createObjectNode();
        response.put("uid", request.path("uid").asText());
        try {
            ArrayNode converted = JSON.createArrayNode();
            String desired = request.path("desiredAPIVersion").asText();
            request.path("objects").forEach(object -> converted.add(to(desired, object)));
            response.set("convertedObjects", converted);
            response.putObject("result").put("status", "Success");
        } catch (IllegalArgumentException e) {
            response.putObject("result").put("status", "Failure").put("message", e.getMessage());
        }
        return response;
    }

    /**
     * A subscription in another version.
     *
     * @throws IllegalArgumentException if it is none, or there is no such version
     */
    static ObjectNode to(String desired, JsonNode object) {
        String version = object.path("apiVersion").asText();
        if (!(object instanceof ObjectNode) || !object.path("kind").asText().equals("Subscription")) {
            throw new IllegalArgumentException(
                    "kind '" + object.path("kind").asText() + "' cannot be converted (expected: Subscription)");
        }
        if (!isKnown(version) || !isKnown(desired)) {
            throw new IllegalArgumentException("a Subscription of version '" + version + "' cannot be converted to '"
                    + desired + "' (expected: " + V1 + " or " + V2 + ")");
        }
        ObjectNode converted = object.deepCopy();
        converted.put("apiVersion", desired);
        if (!version.equals(desired) && converted.get("spec") instanceof ObjectNode spec) {
            if (desired.equals(V2)) {
                routeToRoutes(spec);
            } else {
                routesToRoute(spec);
            }
        }
        return converted;
    }

    private static boolean isKnown(String version) {
        return version.equals(V1) || version.equals(V2);
    }

    private static void routeToRoutes(ObjectNode spec) {
        JsonNode route = spec.remove("route");
        ObjectNode routes = spec.putObject("routes");
        if (route != null && !route.asText().isEmpty()) {
            routes.set("default", route);
        }
    }

    private static void routesToRoute(ObjectNode spec) {
        JsonNode routes = spec.remove("routes");
        // The field is not optional in this version.
        spec.put("route", routes == null ? "" : routes.path("default").asText());
    }

    private static byte[] failure(ObjectNode answer, String message) {
        answer.put("apiVersion", "apiextensions.k8s.io/v1");
        answer.put("kind", "ConversionReview");
        answer.putObject("response")
                .putObject("result")
                .put("status", "Failure")
                .put("message", message);
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
