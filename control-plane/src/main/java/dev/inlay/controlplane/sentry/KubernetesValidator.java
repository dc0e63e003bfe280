package dev.inlay.controlplane.sentry;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.identity.SpiffeId;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.text.ParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kubernetes whose token it is and holds the pod of that account against the request. The trust domain that is asked
 * for does not count: programs of the control plane have theirs, applications that of their Configuration.
 */
final class KubernetesValidator implements Validator {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.sentry.identity.kubernetes");

    private static final String LEGACY_AUDIENCE = "dapr.io/sentry";
    private static final String CONTROL_PLANE = "dapr.io/control-plane";
    private static final String APP_ID = "dapr.io/app-id";
    private static final String CONFIGURATION = "dapr.io/config";
    private static final Set<String> SERVICES = Set.of("operator", "placement", "injector", "sentry", "scheduler");
    private static final int USER_PARTS = 4;

    private final KubernetesClient client;
    private final SpiffeId sentry;

    /** @param sentry this sentry, in the namespace and trust domain of the control plane */
    KubernetesValidator(KubernetesClient client, SpiffeId sentry) {
        this.client = client;
        this.sentry = sentry;
    }

    private record Account(String namespace, String name) {}

    private record Expected(String appId, boolean controlPlane) {}

    @Override
    public String trustDomain(SignCertificateRequest request) throws RefusedException {
        CommonChecks.check(request);
        Account account = account(request.getToken());
        Pod pod = pod(account.namespace, podName(request.getToken()));
        if (!account.namespace.equals(request.getNamespace())) {
            throw new RefusedException("namespace mismatch; received namespace: " + request.getNamespace());
        }
        if (!Objects.equals(pod.getSpec().getServiceAccountName(), account.name)) {
            LOG.error(
                    "service account on pod {}/{} does not match token",
                    account.namespace,
                    pod.getMetadata().getName());
            throw new RefusedException("pod service account mismatch");
        }
        Expected expected = expected(pod);
        if (!expected.appId.equals(request.getId())) {
            throw new RefusedException(
                    "app-id mismatch. expected: " + expected.appId + ", received: " + request.getId());
        }
        return expected.controlPlane ? sentry.trustDomain() : configured(pod);
    }

    private Account account(String token) throws RefusedException {
        TokenReview review;
        try {
            review = client.tokenReviews()
                    .create(new TokenReviewBuilder()
                            .withNewSpec()
                            .withToken(token)
                            .withAudiences(LEGACY_AUDIENCE, sentry.toString())
                            .endSpec()
                            .build());
        } catch (KubernetesClientException e) {
            LOG.error("Kubernetes does not review tokens: {}", e.getMessage());
            throw new RefusedException("failed to review token: " + e.getStatus());
        }
        String error =
                review.getStatus() == null ? "no answer" : review.getStatus().getError();
        if (error != null && !error.isEmpty()) {
            throw new RefusedException("invalid token: " + error);
        }
        if (!Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
            throw new RefusedException("authentication failed");
        }
        String[] user = Optional.ofNullable(review.getStatus().getUser().getUsername())
                .orElse("")
                .split(":", -1);
        if (user.length != USER_PARTS || !user[0].equals("system")) {
            throw new RefusedException("provided token is not a properly structured service account token");
        }
        return new Account(user[2], user[USER_PARTS - 1]);
    }

    /** Kubernetes has verified the token; here it is only read. As with Dapr, the bare claims are enough. */
    private static String podName(String token) throws RefusedException {
        try {
            JWTClaimsSet read = token.startsWith("{")
                    ? JWTClaimsSet.parse(token)
                    : SignedJWT.parse(token).getJWTClaimsSet();
            Object claims = read.getClaim("kubernetes.io");
            Object name = SentrySettings.at(claims, "pod", "name");
            if (name instanceof String text && !text.isEmpty()) {
                return text;
            }
        } catch (ParseException e) {
            throw new RefusedException("failed to parse Kubernetes token: " + e.getMessage());
        }
        throw new RefusedException("kubernetes.io/pod/name claim is missing from Kubernetes token");
    }

    private Pod pod(String namespace, String name) throws RefusedException {
        try {
            Pod pod = client.pods().inNamespace(namespace).withName(name).get();
            if (pod != null) {
                return pod;
            }
            LOG.error("failed to get pod {}/{} for requested identity: there is none", namespace, name);
        } catch (KubernetesClientException e) {
            LOG.error("failed to get pod {}/{} for requested identity: {}", namespace, name, e.getMessage());
        }
        throw new RefusedException("failed to get pod of identity");
    }

    private Expected expected(Pod pod) throws RefusedException {
        Map<String, String> annotations =
                Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of());
        String appId = annotations.get(APP_ID);
        String service = annotations.get(CONTROL_PLANE);
        if (service == null) {
            return new Expected(appId == null ? pod.getMetadata().getName() : appId, false);
        }
        if (appId != null) {
            throw new RefusedException("pod can not have both " + CONTROL_PLANE + " and " + APP_ID + " annotations");
        }
        if (!SERVICES.contains(service)) {
            throw new RefusedException("unknown control plane service: " + service);
        }
        if (!sentry.namespace().equals(pod.getMetadata().getNamespace())) {
            throw new RefusedException("control plane service in namespace '"
                    + pod.getMetadata().getNamespace() + "' which is not the control plane namespace '"
                    + sentry.namespace() + "'");
        }
        return new Expected("dapr-" + service, true);
    }

    private String configured(Pod pod) throws RefusedException {
        String name = Optional.ofNullable(pod.getMetadata().getAnnotations())
                .orElse(Map.of())
                .get(CONFIGURATION);
        if (name == null) {
            return CommonChecks.PUBLIC;
        }
        GenericKubernetesResource configuration;
        try {
            configuration =
                    SentrySettings.configuration(client, pod.getMetadata().getNamespace(), name);
        } catch (StartFailure e) {
            LOG.error("failed to get configuration \"{}\": {}", name, e.getMessage());
            throw new RefusedException("failed to get configuration");
        }
        if (configuration == null) {
            LOG.error("failed to get configuration \"{}\": there is none", name);
            throw new RefusedException("failed to get configuration");
        }
        Object trustDomain =
                SentrySettings.at(configuration.getAdditionalProperties(), "spec", "accessControl", "trustDomain");
        return CommonChecks.wanted(trustDomain == null ? "" : trustDomain.toString());
    }
}
