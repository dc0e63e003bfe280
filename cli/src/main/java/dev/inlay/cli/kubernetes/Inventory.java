package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    private final Cluster cluster;
    private final Clock clock;

    Inventory(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** The services of the control plane, each with all its pods. */
    List<Map<String, String>> services() {
        Map<String, List<Pod>> services =
                cluster.client().pods().inAnyNamespace().withLabelIn("app", SERVICES).list().getItems().stream()
                        .collect(Collectors.groupingBy(
                                pod -> pod.getMetadata().getLabels().get("app") + " "
                                        + pod.getMetadata().getNamespace(),
                                TreeMap::new,
                                Collectors.toList()));
        List<Map<String, String>> rows = new ArrayList<>();
        services.values().forEach(pods -> rows.add(service(pods)));
        return rows;
    }

    private Map<String, String> service(List<Pod> pods) {
        Pod first = pods.stream().min(Comparator.comparing(Pods::created)).orElseThrow();
        Pod worst = pods.stream().filter(pod -> !Pods.isReady(pod)).findFirst().orElse(first);
        Map<String, String> row = new LinkedHashMap<>();
        row.put("NAME", first.getMetadata().getLabels().get("app"));
        row.put("NAMESPACE", first.getMetadata().getNamespace());
        row.put("HEALTHY", pods.stream().allMatch(Pods::isReady) ? "True" : "False");
        row.put("STATUS", Pods.state(worst));
        row.put("REPLICAS", Integer.toString(pods.size()));
        row.put("VERSION", Pods.tag(worst.getSpec().getContainers().get(0)));
        addTimes(row, Pods.created(first));
        return row;
    }

    /**
     * Pods with a runtime beside or inside them.
     *
     * @param namespace blank for all
     */
    List<Pod> applications(String namespace) {
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

    Map<String, String> application(Pod pod) {
        String port = Pods.sidecar(pod)
                .map(sidecar -> Pods.argument(sidecar, "--app-port"))
                .filter(said -> !said.isEmpty())
                .orElseGet(() -> Pods.annotation(pod, "dapr.io/app-port"));
        Map<String, String> row = new LinkedHashMap<>();
        row.put("NAMESPACE", pod.getMetadata().getNamespace());
        row.put("APP ID", Pods.appId(pod));
        row.put("APP PORT", port);
        addTimes(row, Pods.created(pod));
        return row;
    }

    /** Objects of group dapr.io; the namespace may be blank for all. */
    List<GenericKubernetesResource> objects(String kind, String namespace, String name) {
        var objects = cluster.client().genericKubernetesResources("dapr.io/v1alpha1", kind);
        return (namespace.isEmpty() ? objects.inAnyNamespace() : objects.inNamespace(namespace))
                .list().getItems().stream()
                        .filter(object ->
                                name.isEmpty() || object.getMetadata().getName().equals(name))
                        .toList();
    }

    Map<String, String> component(GenericKubernetesResource component) {
        List<?> scopes = component.get("scopes");
        Map<String, String> row = named(component);
        row.put("TYPE", text(component.get("spec", "type")));
        row.put("VERSION", text(component.get("spec", "version")));
        row.put(
                "SCOPES",
                scopes == null ? "" : scopes.stream().map(String::valueOf).collect(Collectors.joining(",")));
        addTimes(row, created(component));
        return row;
    }

    Map<String, String> configuration(GenericKubernetesResource configuration) {
        Object rate = configuration.get("spec", "tracing", "samplingRate");
        Object metrics = configuration.get("spec", "metrics", "enabled");
        Map<String, String> row = named(configuration);
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

    private static Map<String, String> named(GenericKubernetesResource object) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("NAMESPACE", object.getMetadata().getNamespace());
        row.put("NAME", object.getMetadata().getName());
        return row;
    }

    private static Instant created(GenericKubernetesResource object) {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private void addTimes(Map<String, String> row, Instant created) {
        row.put("AGE", Table.age(created, clock.instant()));
        row.put("CREATED", Table.created(created, clock.getZone()));
    }
}
