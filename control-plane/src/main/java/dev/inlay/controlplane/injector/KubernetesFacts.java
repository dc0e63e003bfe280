package dev.inlay.controlplane.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inlay.controlplane.annotation.Annotation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the injector asks Kubernetes. Every method blocks. Thread-safe. */
final class KubernetesFacts {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.injector.service");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SYSTEM_CONFIGURATION = "daprsystem";

    /** Sidecar containers are on by default from Kubernetes 1.29. */
    private static final int SIDECAR_CONTAINERS_MINOR = 29;

    static final ResourceDefinitionContext CONFIGURATIONS = dapr("Configuration", "configurations");
    static final ResourceDefinitionContext COMPONENTS = dapr("Component", "components");

    private final KubernetesClient client;
    private final String namespace;
    private final Supplier<String> trustAnchors;
    private volatile @Nullable Boolean sidecarContainers;

    /**
     * Asks this client.
     *
     * @param namespace the control plane's
     * @param trustAnchors the roots now, as PEM
     */
    KubernetesFacts(KubernetesClient client, String namespace, Supplier<String> trustAnchors) {
        this.client = client;
        this.namespace = namespace;
        this.trustAnchors = trustAnchors;
    }

    /** What holds for a pod made in a namespace now. */
    PodSituation situation(String podNamespace) {
        return new PodSituation(
                podNamespace, trustAnchors.get(), isMtlsEnabled(), hasSidecarContainers(), this::componentContainers);
    }

    private boolean isMtlsEnabled() {
        try {
            GenericKubernetesResource configuration = client.genericKubernetesResources(CONFIGURATIONS)
                    .inNamespace(namespace)
                    .withName(SYSTEM_CONFIGURATION)
                    .get();
            Object enabled = configuration == null ? null : configuration.get("spec", "mtls", "enabled");
            return !Boolean.FALSE.equals(enabled);
        } catch (KubernetesClientException e) {
            LOG.error(
                    "Failed to load configuration '{}' of namespace '{}', so sidecars are given --enable-mtls: {}",
                    SYSTEM_CONFIGURATION,
                    namespace,
                    e.getMessage());
            return true;
        }
    }

    private boolean hasSidecarContainers() {
        Boolean known = sidecarContainers;
        if (known != null) {
            return known;
        }
        try {
            VersionInfo version = client.getKubernetesVersion();
            boolean has = version != null && hasSidecarContainers(version.getMajor(), version.getMinor());
            sidecarContainers = has;
            return has;
        } catch (RuntimeException e) {
            LOG.warn(
                    "The version of Kubernetes is not known, so sidecars are ordinary containers for now: {}",
                    e.getMessage());
            return false;
        }
    }

    /** Whether a version, each part as the API server says it ({@code 29+}), has sidecar containers by default. */
    static boolean hasSidecarContainers(@Nullable String major, @Nullable String minor) {
        if (major == null || minor == null || !major.matches("\\d+") || !minor.matches("\\d+\\D*")) {
            return false;
        }
        int number = Integer.parseInt(minor.replaceAll("\\D.*", ""));
        return Integer.parseInt(major) > 1 || (major.equals("1") && number >= SIDECAR_CONTAINERS_MINOR);
    }

    private List<Container> componentContainers(String podNamespace, String appId) {
        Set<String> images = new HashSet<>();
        List<Container> containers = new ArrayList<>();
        for (GenericKubernetesResource component : client.genericKubernetesResources(COMPONENTS)
                .inNamespace(podNamespace)
                .list()
                .getItems()) {
            Container container = isInScope(component, appId) ? container(component) : null;
            if (container != null && images.add(String.valueOf(container.getImage()))) {
                containers.add(container);
            }
        }
        return containers;
    }

    private static boolean isInScope(GenericKubernetesResource component, String appId) {
        Object scopes = component.getAdditionalProperties().get("scopes");
        return !(scopes instanceof List<?> list) || list.isEmpty() || list.contains(appId);
    }

    private static @Nullable Container container(GenericKubernetesResource component) {
        Map<String, String> annotations = component.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(Annotation.COMPONENT_CONTAINER.key());
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            Container container = JSON.readValue(text, Container.class);
            if (container.getName() == null || container.getName().isEmpty()) {
                container.setName(component.getMetadata().getName());
            }
            return container;
        } catch (JsonProcessingException e) {
            LOG.warn(
                    "Annotation {} of component '{}' is ignored: {} (expected: a container as JSON)",
                    Annotation.COMPONENT_CONTAINER.key(),
                    component.getMetadata().getName(),
                    e.getOriginalMessage());
            return null;
        }
    }

    /** The uids of those who may inject. Tells of each of them that is named but not there. */
    Set<String> uids(Requesters requesters) {
        Set<String> uids = new HashSet<>();
        Set<String> found = new HashSet<>();
        accounts(requesters).forEach(account -> {
            String accountNamespace = account.getMetadata().getNamespace();
            String name = account.getMetadata().getName();
            if (requesters.include(accountNamespace, name)) {
                found.add(accountNamespace + ":" + name);
                uids.add(account.getMetadata().getUid());
            }
        });
        requesters.named().stream()
                .filter(account -> !found.contains(account))
                .forEach(account -> LOG.warn("Unable to get SA {} UID", account));
        return uids;
    }

    /** All of the cluster, or those that are named where this program may not list them. */
    private List<ServiceAccount> accounts(Requesters requesters) {
        try {
            return client.serviceAccounts().inAnyNamespace().list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
        }
        return requesters.named().stream()
                .map(named -> named.split(":", 2))
                .map(named -> client.serviceAccounts()
                        .inNamespace(named[0])
                        .withName(named[1])
                        .get())
                .filter(Objects::nonNull)
                .toList();
    }

    private static ResourceDefinitionContext dapr(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("dapr.io")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
