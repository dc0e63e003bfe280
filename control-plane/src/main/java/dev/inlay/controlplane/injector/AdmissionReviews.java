package dev.inlay.controlplane.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what the API server asks about pods. An answer is always an admission review; only a pod that asked for a
 * runtime and cannot have one is refused. Thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Admission
 *     webhooks</a>
 */
final class AdmissionReviews {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.injector.service");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Kubernetes cuts longer warnings. */
    private static final int WARNING_LENGTH = 256;

    private final InjectorSettings settings;
    private final Requesters requesters;
    private final Function<String, PodSituation> situations;
    private final InjectorMetrics metrics;

    /**
     * Answers for these settings.
     *
     * @param situations tells what holds in a namespace now; may block
     */
    AdmissionReviews(
            InjectorSettings settings,
            Requesters requesters,
            Function<String, PodSituation> situations,
            InjectorMetrics metrics) {
        this.settings = settings;
        this.requesters = requesters;
        this.situations = situations;
        this.metrics = metrics;
    }

    /** The answer to a review, both as JSON. Blocks while it asks Kubernetes. */
    byte[] answer(byte[] body) {
        ObjectNode review;
        try {
            review = decode(body);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException syntax ? syntax.getOriginalMessage() : e.getMessage();
            LOG.error("Can't decode body: {}", reason);
            return refusal(JSON.createObjectNode(), "can't decode body: " + reason, "");
        }
        JsonNode request = review.path("request");
        Pod pod;
        try {
            pod = pod(request);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException syntax ? syntax.getOriginalMessage() : e.getMessage();
            return refusal(review, "could not unmarshal raw object: " + reason, "");
        }
        PodAnnotations annotations = new PodAnnotations(pod.getMetadata().getAnnotations(), warning -> {});
        String appId = PodPatch.appId(pod, annotations);
        String kind = request.at("/kind/kind").asText();
        if (!kind.equals("Pod")) {
            LOG.error("invalid kind for review: {}", kind);
            metrics.failed(appId, "pod_patch");
            return allowed(review, List.of());
        }
        if (!annotations.asksForInjection()) {
            return allowed(review, notUnderstood(annotations));
        }
        String user = request.at("/userInfo/username").asText();
        if (!mayInject(request.path("userInfo"))) {
            LOG.error("service account '{}' not on the list of allowed controller accounts", user);
            metrics.failed(appId, "pod_patch");
            return allowed(
                    review,
                    List.of(
                            "dapr.io/enabled is \"true\", but no sidecar was injected: '" + user
                                    + "' is none of the allowed service accounts (see ALLOWED_SERVICE_ACCOUNTS of the injector)"));
        }
        return patched(review, request, pod, appId);
    }

    private byte[] patched(ObjectNode review, JsonNode request, Pod pod, String appId) {
        String namespace = request.path("namespace").asText();
        LOG.info(
                "AdmissionReview for Kind={}, Namespace={} Name={} ({}) UID={} patchOperation={} UserInfo={}",
                kind(request.path("kind")),
                namespace,
                request.path("name").asText(),
                pod.getMetadata().getName() == null ? "" : pod.getMetadata().getName(),
                request.path("uid").asText(),
                request.path("operation").asText(),
                user(request.path("userInfo")));
        List<String> warnings = new ArrayList<>();
        JsonPatch patch;
        try {
            patch = PodPatch.of(pod, settings, situations.apply(namespace), warnings::add);
        } catch (RuntimeException e) {
            return refusal(review, String.valueOf(e.getMessage()), appId);
        }
        warnings.forEach(warning -> LOG.warn("{} (app '{}', namespace '{}')", warning, appId, namespace));
        if (patch.isEmpty()) {
            return allowed(review, warnings);
        }
        ObjectNode response = response(review, true, warnings);
        response.put("patch", bytes(patch.toJson()));
        response.put("patchType", "JSONPatch");
        LOG.info("Sidecar injector succeeded injection for app '{}'", appId);
        metrics.succeeded(appId);
        return envelope(review, response);
    }

    private static ObjectNode decode(byte[] body) throws IOException {
        JsonNode review = JSON.readTree(body);
        if (!(review instanceof ObjectNode object) || !object.path("request").isObject()) {
            throw new IOException("it is no admission review (expected: a JSON object with a request)");
        }
        return object;
    }

    private static Pod pod(JsonNode request) throws IOException {
        JsonNode object = request.path("object");
        Pod pod = object.isObject() ? JSON.treeToValue(object, Pod.class) : new Pod();
        return pod.getMetadata() == null
                ? new PodBuilder(pod).withNewMetadata().endMetadata().build()
                : pod;
    }

    private boolean mayInject(JsonNode user) {
        Set<String> groups = new LinkedHashSet<>();
        user.path("groups").forEach(group -> groups.add(group.asText()));
        return requesters.mayInject(
                user.path("username").asText(), user.path("uid").asText(), groups);
    }

    private static List<String> notUnderstood(PodAnnotations annotations) {
        String enabled = annotations.text(Annotation.ENABLED);
        return PodAnnotations.isTruthy(enabled)
                ? List.of("dapr.io/enabled is \"" + enabled + "\", so no sidecar was injected (expected: \"true\")")
                : List.of();
    }

    private byte[] refusal(ObjectNode review, String message, String appId) {
        LOG.error("Sidecar injector failed to inject for app '{}'. Error: {}", appId, message);
        metrics.failed(appId, "patch");
        ObjectNode response = response(review, false, List.of());
        ObjectNode status = response.putObject("status");
        status.putObject("metadata");
        status.put("message", message);
        return envelope(review, response);
    }

    private static byte[] allowed(ObjectNode review, List<String> warnings) {
        return envelope(review, response(review, true, warnings));
    }

    private static ObjectNode response(ObjectNode review, boolean allowed, List<String> warnings) {
        ObjectNode response = JSON.createObjectNode();
        response.put("uid", review.at("/request/uid").asText());
        response.put("allowed", allowed);
        if (!warnings.isEmpty()) {
            ArrayNode list = response.putArray("warnings");
            warnings.forEach(warning ->
                    list.add(warning.length() > WARNING_LENGTH ? warning.substring(0, WARNING_LENGTH) : warning));
        }
        return response;
    }

    private static byte[] envelope(ObjectNode review, ObjectNode response) {
        ObjectNode answer = JSON.createObjectNode();
        for (String field : List.of("kind", "apiVersion")) {
            if (review.path(field).isTextual()) {
                answer.set(field, review.get(field));
            }
        }
        answer.set("response", response);
        return bytes(answer);
    }

    private static String kind(JsonNode kind) {
        return kind.path("group").asText() + "/" + kind.path("version").asText() + ", Kind="
                + kind.path("kind").asText();
    }

    private static String user(JsonNode user) {
        List<String> groups = new ArrayList<>();
        user.path("groups").forEach(group -> groups.add(group.asText()));
        return "{" + user.path("username").asText() + " " + user.path("uid").asText() + " [" + String.join(" ", groups)
                + "]}";
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
