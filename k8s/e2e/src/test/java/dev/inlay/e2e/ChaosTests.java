package dev.inlay.e2e;

import static dev.inlay.e2e.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of the control plane are killed while orders flow. No order is lost, and no pod of an application restarts. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChaosTests {

    private static final String NAMESPACE = "chaos";
    private static final String REFUSED = "was not accepted";
    private static final Pattern PERSISTED = Pattern.compile("Successfully persisted state for Order ID: (\\d+)");

    private static final Application NODE = new Application("node", "node");
    private static final Application PYTHON = new Application("python", "python");
    private static final Application EMBEDDED = new Application("order-service", "application");
    private static final Application CLIENT = new Application("client-service", "application");

    private static Cluster cluster;

    /** How much the senders had logged when everything was up; before that they may have called too early. */
    private static Map<Application, Integer> begun = Map.of();

    /** How often each pod had restarted by then: on a busy machine one may have waited too long for its Redis. */
    private static Map<String, Integer> restarts = Map.of();

    private record Application(String label, String container) {}

    @BeforeAll
    static void ordersFlow() {
        cluster = ControlPlane.clusterWithoutIt();
        assertThat(ControlPlane.install()).satisfies(ControlPlane::hasSucceeded);
        cluster.createNamespace(NAMESPACE);
        cluster.apply(NAMESPACE, Cluster.manifest("redis.yaml", Map.of("image", Setting.redisImage())));
        cluster.apply(NAMESPACE, Cluster.manifest("statestore.yaml", Map.of("host", "redis-master:6379")));
        cluster.awaitReady(NAMESPACE, "app", "redis", 1, "1/1");
        cluster.apply(NAMESPACE, Samples.manifest("node.yaml"));
        cluster.apply(
                NAMESPACE,
                Cluster.manifest("orders.yaml", Map.of("registry", Setting.registry(), "tag", Setting.tag())));
        cluster.awaitReady(NAMESPACE, "app", "node", 1, "2/2");
        cluster.awaitReady(NAMESPACE, "app", "order-service", 1, "1/1");
        cluster.apply(NAMESPACE, Samples.manifest("python.yaml"));
        cluster.awaitReady(NAMESPACE, "app", "python", 1, "2/2");
        cluster.awaitReady(NAMESPACE, "app", "client-service", 1, "1/1");
        eventually().until(() -> lastOrder(NODE) > 0 && lastOrder(EMBEDDED) > 0);
        begun = Map.of(PYTHON, log(PYTHON).length(), CLIENT, log(CLIENT).length());
        restarts = restarts();
    }

    @AfterAll
    static void cleanUp() {
        if (cluster != null) {
            cluster.deleteNamespace(NAMESPACE);
            Cli.inlay("uninstall", "-k", "--all");
            cluster.deleteNamespace("dapr-system");
            cluster.close();
        }
    }

    @ParameterizedTest(name = "K {0} is killed and comes back, and orders flow on")
    @ValueSource(strings = {"dapr-sentry", "dapr-operator", "dapr-sidecar-injector"})
    @Order(1)
    void killed(String part) {
        Pod victim = cluster.pods("dapr-system", "app", part).get(0);
        long before = lastOrder(NODE);
        long embeddedBefore = lastOrder(EMBEDDED);

        cluster.client().resource(victim).withGracePeriod(0).delete();

        eventually().until(() -> cluster.pods("dapr-system", "app", part).stream()
                .noneMatch(pod ->
                        pod.getMetadata().getName().equals(victim.getMetadata().getName())));
        cluster.awaitReady("dapr-system", "app", part, 1, "1/1");
        eventually().until(() -> lastOrder(NODE) > before + 3);
        eventually().until(() -> lastOrder(EMBEDDED) > embeddedBefore + 3);
    }

    @Test
    @Order(2)
    @DisplayName("K no order is lost and no pod has restarted")
    void nothingIsLost() {
        assertThat(log(PYTHON).substring(begun.getOrDefault(PYTHON, 0))).doesNotContain("HTTP", "Error", "refused");
        assertThat(log(CLIENT).substring(begun.getOrDefault(CLIENT, 0))).doesNotContain(REFUSED);
        for (Application service : List.of(NODE, EMBEDDED)) {
            List<Long> orders = orders(service);
            List<Long> sent = LongStream.rangeClosed(orders.get(0), orders.get(orders.size() - 1))
                    .boxed()
                    .toList();
            List<Long> missing =
                    sent.stream().filter(order -> !orders.contains(order)).toList();
            assertThat(orders)
                    .as(() -> "orders of " + service.label() + "; of those missing is logged: " + traces(missing))
                    .containsExactlyElementsOf(sent);
        }
        assertThat(restarts()).as("restarts of each pod, now and before").isEqualTo(restarts);
    }

    private static Map<String, Integer> restarts() {
        return cluster.client().pods().inNamespace(NAMESPACE).list().getItems().stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), Cluster::restarts));
    }

    /** What both sides have logged of some orders. */
    private static String traces(List<Long> orders) {
        return Stream.of(CLIENT, EMBEDDED, PYTHON, NODE)
                .flatMap(application -> log(application)
                        .lines()
                        .filter(line -> orders.stream()
                                .anyMatch(order -> line.matches(".*[Oo]rder(Id| ID)?\\W+" + order + "\\b.*")))
                        .map(line -> "\n" + application.label() + ": " + line))
                .collect(Collectors.joining());
    }

    private static long lastOrder(Application service) {
        List<Long> orders = orders(service);
        return orders.get(orders.size() - 1);
    }

    private static List<Long> orders(Application service) {
        List<Long> orders = PERSISTED
                .matcher(log(service))
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
        assertThat(orders).as("orders of " + service.label()).isNotEmpty();
        return orders;
    }

    private static String log(Application application) {
        List<Pod> pods = cluster.pods(NAMESPACE, "app", application.label());
        assertThat(pods).as("pods app=" + application.label()).hasSize(1);
        return cluster.log(pods.get(0), application.container());
    }
}
