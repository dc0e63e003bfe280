package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is on the cluster, as rows of tables: the names of the columns and their values. */
final class Inventory {

    private static final String[] SERVICES = {
        "dapr-operator",
        "dapr-sentry",
        "dapr-placement",
        "dapr-placement-server",
        "dapr-sidecar-injector",
        "dapr-scheduler-server",
        "dapr-control-plane"
    };

    private static final String SYSTEM_CONFIGURATION = "daprsystem";

    private final Cluster cluster;
    private final Clock clock;

    Inventory(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** The services of the control plane, each with all its pods. */
    List<Map<String, Object>> services() {
        Map<String, List<Pod>> services =
                cluster.client().pods().inAnyNamespace().withLabelIn("app", SERVICES).list().getItems().stream()
                        .collect(Collectors.groupingBy(
                                pod -> pod.getMetadata().getLabels().get("app") + " "
                                        + pod.getMetadata().getNamespace(),
                                TreeMap::new,
                                Collectors.toList()));
        List<Map<String, Object>> rows = new ArrayList<>();
        services.values().forEach(pods -> rows.add(service(pods)));
        return rows;
    }

    private Map<String, Object> service(List<Pod> pods) {
        Pod first = pods.stream().min(Comparator.comparing(Pods::created)).orElseThrow();
        Pod worst = pods.stream().filter(pod -> !Pods.isReady(pod)).findFirst().orElse(first);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("NAME", first.getMetadata().getLabels().get("app"));
        row.put("NAMESPACE", first.getMetadata().getNamespace());
        row.put("HEALTHY", pods.stream().allMatch(Pods::isReady) ? "True" : "False");
        row.put("STATUS", Pods.state(worst));
        row.put("REPLICAS", pods.size());
        row.put("VERSION", Pods.tag(worst.getSpec().getContainers().get(0)));
        addTimes(row, Pods.created(first));
        return row;
    }

    /**
     * Applications with a runtime beside or inside them, a row for each pod.
     *
     * @param namespace blank for all
     */
    List<Map<String, Object>> applications(String namespace) {
        return pods(namespace).stream().map(this::application).toList();
    }

    /**
     * The log of an application's sidecar, or of the application that embeds the runtime; empty if there is no such
     * application.
     *
     * @param podName of which of its pods; blank for the first that is not being deleted
     */
    Optional<String> log(String namespace, String appId, String podName) {
        return pods(namespace).stream()
                .filter(pod -> Pods.appId(pod).equals(appId))
                .filter(pod -> podName.isEmpty() || pod.getMetadata().getName().equals(podName))
                .min(Pods.STAYING_FIRST)
                .map(pod -> cluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .inContainer(Pods.sidecar(pod)
                                .orElse(pod.getSpec().getContainers().get(0))
                                .getName())
                        .getLog());
    }

    private List<Pod> pods(String namespace) {
        var pods = cluster.client().pods();
        return (namespace.isEmpty() ? pods.inAnyNamespace() : pods.inNamespace(namespace))
                .list().getItems().stream()
                        .filter(pod -> Pods.sidecar(pod).isPresent() || Pods.isEmbedded(pod))
                        .sorted(Comparator.comparing(
                                        (Pod pod) -> pod.getMetadata().getNamespace())
                                .reversed()
                                .thenComparing(Pods::appId))
                        .toList();
    }

    private Map<String, Object> application(Pod pod) {
        String port = Pods.sidecar(pod)
                .map(sidecar -> Pods.argument(sidecar, "--app-port"))
                .filter(said -> !said.isEmpty())
                .orElseGet(() -> Pods.annotation(pod, "dapr.io/app-port"));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("NAMESPACE", pod.getMetadata().getNamespace());
        row.put("APP ID", Pods.appId(pod));
        row.put("APP PORT", port);
        addTimes(row, Pods.created(pod));
        return row;
    }

    /** Components, a row each; the namespace and the name may be blank for all. */
    List<Map<String, Object>> components(String namespace, String name) {
        return objects("Component", namespace, name).stream()
                .map(this::component)
                .toList();
    }

    /** Configurations of applications, a row each; the namespace and the name may be blank for all. */
    List<Map<String, Object>> configurations(String namespace, String name) {
        return objects("Configuration", namespace, name).stream()
                .filter(object -> !object.getMetadata().getName().equals(SYSTEM_CONFIGURATION))
                .map(this::configuration)
                .toList();
    }

    /** Whether instances speak mTLS with each other; empty if there is no control plane. */
    Optional<Boolean> mutualTls() {
        return objects("Configuration", "", SYSTEM_CONFIGURATION).stream()
                .findFirst()
                .map(system -> Boolean.TRUE.equals(system.get("spec", "mtls", "enabled")));
    }

    /** The trust domain of the control plane. */
    String trustDomain() {
        return objects("Configuration", "", SYSTEM_CONFIGURATION).stream()
                .map(system -> text(system.get("spec", "mtls", "controlPlaneTrustDomain")))
                .filter(domain -> !domain.isEmpty())
                .findFirst()
                .orElse("cluster.local");
    }

    /** Whether there is an object of a kind of group dapr.io. */
    boolean exists(String kind, String namespace, String name) {
        return !objects(kind, namespace, name).isEmpty();
    }

    private List<GenericKubernetesResource> objects(String kind, String namespace, String name) {
        var objects = cluster.client().genericKubernetesResources(definition(kind));
        try {
            return (namespace.isEmpty() ? objects.inAnyNamespace() : objects.inNamespace(namespace))
                    .list().getItems().stream()
                            .filter(object -> name.isEmpty()
                                    || object.getMetadata().getName().equals(name))
                            .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                // Where the kind is not defined, there is nothing of it.
                return List.of();
            }
            throw e;
        }
    }

    /** Said here, so that the cluster needs not be asked what it has. */
    static ResourceDefinitionContext definition(String kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("dapr.io")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build();
    }

    private Map<String, Object> component(GenericKubernetesResource component) {
        List<?> scopes = component.get("scopes");
        Map<String, Object> row = named(component);
        row.put("TYPE", text(component.get("spec", "type")));
        row.put("VERSION", text(component.get("spec", "version")));
        row.put(
                "SCOPES",
                scopes == null ? "" : scopes.stream().map(String::valueOf).collect(Collectors.joining(",")));
        addTimes(row, created(component));
        return row;
    }

    private Map<String, Object> configuration(GenericKubernetesResource configuration) {
        Object rate = configuration.get("spec", "tracing", "samplingRate");
        Object metrics = configuration.get("spec", "metrics", "enabled");
        Map<String, Object> row = named(configuration);
        row.put("TRACING-ENABLED", Boolean.toString(isPositive(text(rate))));
        row.put("METRICS-ENABLED", metrics == null ? "true" : metrics.toString());
        addTimes(row, created(configuration));
        return row;
    }

    private static boolean isPositive(String number) {
        try {
            return !number.isEmpty() && Double.parseDouble(number) > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Map<String, Object> named(GenericKubernetesResource object) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("NAMESPACE", object.getMetadata().getNamespace());
        row.put("NAME", object.getMetadata().getName());
        return row;
    }

    private static Instant created(GenericKubernetesResource object) {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private void addTimes(Map<String, Object> row, Instant created) {
        row.put("AGE", Table.age(created, clock.instant()));
        row.put("CREATED", Table.created(created, clock.getZone()));
    }
}
