package dev.inlay.e2e;

import static dev.inlay.e2e.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The walk-through: the control plane is installed, Dapr's hello-kubernetes runs on it unmodified but for pull policies,
 * things go wrong and are mended, and all of it is taken away again. Each step stands on those before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WalkthroughTests {

    private static final String SYSTEM = "dapr-system";
    private static final String LAB = "dapr-lab02";
    private static final String REDIS = "redis-master." + LAB + ".svc.cluster.local:6379";
    private static final ResourceDefinitionContext COMPONENTS = new ResourceDefinitionContext.Builder()
            .withGroup("dapr.io")
            .withVersion("v1alpha1")
            .withKind("Component")
            .withNamespaced(true)
            .build();

    private static Cluster cluster;

    @BeforeAll
    static void connect() {
        cluster = ControlPlane.clusterWithoutIt();
    }

    @AfterAll
    static void disconnect() {
        if (cluster != null) {
            cluster.close();
        }
    }

    // --- A. Install the control plane

    @Test
    @Order(101)
    @DisplayName("A4 init -k with another namespace, mTLS off and high availability; uninstall -k --all takes it away")
    void optionsOfTheInstallation() {
        assertThat(ControlPlane.install("-n", "mynamespace", "--enable-mtls=false", "--enable-ha=true"))
                .satisfies(ControlPlane::hasSucceeded);
        ControlPlane.awaitReady(cluster, "mynamespace", 3);
        assertThat(Cli.inlay("mtls", "-k").output()).contains("Mutual TLS is disabled in your Kubernetes cluster");

        assertThat(Cli.inlay("uninstall", "-k", "--all", "-n", "mynamespace")).satisfies(ControlPlane::hasSucceeded);

        cluster.deleteNamespace("mynamespace");
        assertThat(ControlPlane.leftovers(cluster)).isEmpty();
    }

    @Test
    @Order(110)
    @DisplayName("A1 init -k succeeds, and namespace dapr-system exists")
    void install() {
        Cli.Result result = ControlPlane.install();

        assertThat(result).satisfies(ControlPlane::hasSucceeded);
        assertThat(result.output())
                .contains("Making the jump to hyperspace...", "has been installed to namespace dapr-system");
        assertThat(cluster.client().namespaces().withName(SYSTEM).get()).isNotNull();
    }

    @Test
    @Order(120)
    @DisplayName("A2 pods are 1/1 without restarts; deployments and services are there under Dapr's names")
    void pods() {
        for (String deployment : ControlPlane.DEPLOYMENTS) {
            assertThat(cluster.awaitReady(SYSTEM, "app", deployment, 1, "1/1"))
                    .allSatisfy(pod ->
                            assertThat(Cluster.restarts(pod)).as(deployment).isZero());
        }
        assertThat(ports(SYSTEM, "dapr-api")).contains(443, 80);
        assertThat(ports(SYSTEM, "dapr-sentry")).contains(443);
        assertThat(ports(SYSTEM, "dapr-sidecar-injector")).contains(443);
        assertThat(ports(SYSTEM, "dapr-webhook")).contains(443);
    }

    @Test
    @Order(121)
    @Pending("the placement service")
    @DisplayName("A2 dapr-placement-server is there")
    void placement() {}

    @Test
    @Order(122)
    @Pending("the scheduler service")
    @DisplayName("A2 dapr-scheduler-server is there")
    void scheduler() {}

    @Test
    @Order(123)
    @Pending("the dashboard")
    @DisplayName("A2 dapr-dashboard is there")
    void dashboardIsInstalled() {}

    @Test
    @Order(130)
    @DisplayName("A3 sentry has made the trust bundle; the injector's webhook trusts it")
    void roles() {
        Map<String, String> secret = cluster.client()
                .secrets()
                .inNamespace(SYSTEM)
                .withName("dapr-trust-bundle")
                .get()
                .getData();
        Map<String, String> anchors = cluster.client()
                .configMaps()
                .inNamespace(SYSTEM)
                .withName("dapr-trust-bundle")
                .get()
                .getData();
        String bundle = cluster.client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("dapr-sidecar-injector")
                .get()
                .getWebhooks()
                .get(0)
                .getClientConfig()
                .getCaBundle();

        assertThat(secret).containsKeys("ca.crt", "issuer.crt", "issuer.key");
        assertThat(anchors).containsKey("ca.crt");
        assertThat(bundle).isEqualTo(secret.get("ca.crt"));
    }

    @Test
    @Order(140)
    @DisplayName("A5 the chart installs and upgrades by Helm with global.ha.enabled")
    void helm() {
        Cli.Result upgraded = ControlPlane.upgrade(
                Setting.registry(), Setting.tag(), "global.ha.enabled=true", "global.ha.replicaCount=2");
        assertThat(upgraded).satisfies(ControlPlane::hasSucceeded);
        ControlPlane.awaitReady(cluster, SYSTEM, 2);
        assertThat(ControlPlane.upgrade(Setting.registry(), Setting.tag(), "global.ha.enabled=false"))
                .satisfies(ControlPlane::hasSucceeded);
        ControlPlane.awaitReady(cluster, SYSTEM, 1);
    }

    @Test
    @Order(150)
    @DisplayName("A6 upgrade -k says from and to which version, keeps the trust bundle, and the pods are new")
    void upgrade() {
        String before = rootCertificate();

        Cli.Result result = ControlPlane.upgrade(Setting.registry(), Setting.nextTag());

        assertThat(result).satisfies(ControlPlane::hasSucceeded);
        assertThat(result.output())
                .contains(
                        "control plane version " + Setting.tag() + " detected in namespace " + SYSTEM,
                        "Starting upgrade...",
                        "control plane successfully upgraded to version " + Setting.nextTag()
                                + ". Make sure your deployments are restarted to pick up the latest sidecar version.");
        for (String deployment : ControlPlane.DEPLOYMENTS) {
            assertThat(cluster.awaitReady(SYSTEM, "app", deployment, 1, "1/1").get(0))
                    .satisfies(pod -> assertThat(
                                    pod.getSpec().getContainers().get(0).getImage())
                            .endsWith(":" + Setting.nextTag()));
        }
        assertThat(rootCertificate()).isEqualTo(before);
    }

    @Test
    @Order(160)
    @DisplayName("A7 status -k lists every service as healthy and running")
    void status() {
        eventually().untilAsserted(() -> {
            Cli.Result result = Cli.inlay("status", "-k");
            assertThat(result).satisfies(ControlPlane::hasSucceeded);
            assertThat(result.output())
                    .containsSubsequence(
                            "NAME", "NAMESPACE", "HEALTHY", "STATUS", "REPLICAS", "VERSION", "AGE", "CREATED");
            for (String deployment : ControlPlane.DEPLOYMENTS) {
                assertThat(result.output().lines().filter(line -> line.contains(deployment)))
                        .singleElement()
                        .satisfies(line -> assertThat(line).contains(SYSTEM, "True", "Running", Setting.nextTag()));
            }
        });
    }

    // --- B. Hello World

    @Test
    @Order(210)
    @DisplayName("B1 Redis runs in dapr-lab02, without a password")
    void redis() {
        cluster.createNamespace(LAB);
        cluster.apply(LAB, Cluster.manifest("redis.yaml", Map.of("image", Setting.redisImage())));

        cluster.awaitReady(LAB, "app", "redis", 1, "1/1");
        assertThat(ports(LAB, "redis-master")).containsExactly(6379);
    }

    @Test
    @Order(220)
    @DisplayName("B2 the Component statestore is taken")
    void component() {
        applyStateStore(REDIS);

        assertThat(Cli.inlay("components", "-k", "-A").output()).contains("statestore", "state.redis", "v1", LAB);
    }

    @Test
    @Order(230)
    @DisplayName("B3 the manifests of hello-kubernetes are applied, B4 pods are 2/2 with a container daprd")
    void applications() {
        cluster.apply(LAB, Samples.manifest("node.yaml"));
        cluster.apply(LAB, Samples.manifest("python.yaml"));

        Pod node = cluster.awaitReady(LAB, "app", "node", 1, "2/2").get(0);
        Pod python = cluster.awaitReady(LAB, "app", "python", 1, "2/2").get(0);

        assertThat(List.of(node, python))
                .allSatisfy(pod -> assertThat(Sidecars.of(pod).getImage()).startsWith(Setting.registry() + "/"));
    }

    @Test
    @Order(240)
    @DisplayName("B4 headless services nodeapp-dapr and pythonapp-dapr appear, B5 with ports 80, 50001, 50002, 9090")
    void services() {
        for (String name : List.of("nodeapp-dapr", "pythonapp-dapr")) {
            eventually().untilAsserted(() -> {
                Service service = cluster.client()
                        .services()
                        .inNamespace(LAB)
                        .withName(name)
                        .get();
                assertThat(service).as(name).isNotNull();
                assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
            });
            assertThat(ports(LAB, name)).containsExactly(80, 50001, 50002, 9090);
        }
        assertThat(cluster.client()
                        .genericKubernetesResources(COMPONENTS)
                        .inNamespace(LAB)
                        .list()
                        .getItems())
                .extracting(resource -> resource.getMetadata().getName())
                .containsExactly("statestore");
    }

    @Test
    @Order(260)
    @DisplayName("B6 list -k names nodeapp with its port and pythonapp without")
    void list() {
        String output = Cli.inlay("list", "-k", "-A").output();

        assertThat(output).containsSubsequence("NAMESPACE", "APP ID", "APP PORT", "AGE", "CREATED");
        assertThat(output.lines().filter(line -> line.contains("nodeapp")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(LAB, "3000"));
        assertThat(output.lines().filter(line -> line.contains("pythonapp")))
                .singleElement()
                .satisfies(line -> assertThat(line).doesNotContain("3000"));
    }

    @Test
    @Order(270)
    @Pending("the dashboard")
    @DisplayName("B7 the dashboard's overview of dapr-lab02 lists two applications")
    void dashboard() {}

    // --- C. Calls

    @Test
    @Order(310)
    @DisplayName("C1 the application's own service answers /ports, C2 orders flow and are persisted")
    void ordersFlow() {
        Pod node = pod("node");

        assertThat(Http.get(cluster, node, 3000, "/ports").body()).contains("3500", "50001");
        eventually().untilAsserted(() -> assertThat(cluster.log(node, "node"))
                .contains(
                        "Node App listening on port 3000!",
                        "Got a new order! Order ID: ",
                        "Successfully persisted state for Order ID: "));
    }

    @Test
    @Order(330)
    @DisplayName("C3 an order that is posted to the application can be read again")
    void roundTrip() {
        cluster.scale(LAB, "pythonapp", 0);
        eventually().until(() -> cluster.pods(LAB, "app", "python").isEmpty());
        Pod node = pod("node");

        eventually().untilAsserted(() -> {
            assertThat(Http.post(cluster, node, 3000, "/neworder", "{\"data\": { \"orderId\": \"42\" } }")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Http.get(cluster, node, 3000, "/order").body()).isEqualTo("{\"orderId\":\"42\"}");
        });
    }

    @Test
    @Order(340)
    @DisplayName("C4 the sidecar's API takes an order by invoke and tells its metadata")
    void throughTheSidecar() {
        Pod node = pod("node");

        assertThat(Http.post(
                                cluster,
                                node,
                                3500,
                                "/v1.0/invoke/nodeapp/method/neworder",
                                "{\"data\": { \"orderId\": \"43\" } }")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Http.get(cluster, node, 3500, "/v1.0/invoke/nodeapp/method/order")
                        .body())
                .isEqualTo("{\"orderId\":\"43\"}");
        assertThat(Http.get(cluster, node, 3500, "/v1.0/metadata").body()).contains("\"id\":\"nodeapp\"", "statestore");
        cluster.scale(LAB, "pythonapp", 1);
        cluster.awaitReady(LAB, "app", "python", 1, "2/2");
    }

    // --- D. Failure drills

    @Test
    @Order(410)
    @DisplayName("D1 Redis stopped: orders fail, the pod stays ready, a new replica says why it is not")
    void redisStopped() {
        Pod node = pod("node");
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(LAB)
                .withName("redis-master")
                .scale(0);
        eventually().until(() -> cluster.pods(LAB, "app", "redis").isEmpty());

        eventually().untilAsserted(() -> assertThat(cluster.log(node, "node")).contains("Failed to persist state."));
        assertThat(Cluster.readiness(pod("node"))).isEqualTo("2/2");

        cluster.scale(LAB, "nodeapp", 2);
        eventually().untilAsserted(() -> {
            Pod replica = otherThan(node);
            assertThat(Cluster.readiness(replica)).isEqualTo("1/2");
            assertThat(Sidecars.everyLog(cluster, replica))
                    .contains("level=warning")
                    .contains("statestore");
        });

        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(LAB)
                .withName("redis-master")
                .scale(1);
        cluster.awaitReady(LAB, "app", "redis", 1, "1/1");
        cluster.awaitReady(LAB, "app", "node", 2, "2/2");
        cluster.scale(LAB, "nodeapp", 1);
        cluster.awaitReady(LAB, "app", "node", 1, "2/2");
        String seen = cluster.log(pod("node"), "node");
        eventually()
                .untilAsserted(() -> assertThat(cluster.log(pod("node"), "node").substring(seen.length()))
                        .contains("Successfully persisted state"));
    }

    @Test
    @Order(420)
    @DisplayName(
            "D2 a wrong redisHost keeps a pod from being ready, its log names component, host and cure; mended, it is 2/2")
    void wrongHost() {
        String wrong = "redis-master.dapr-lab2.svc.cluster.local:6379";
        cluster.scale(LAB, "nodeapp", 0);
        eventually().until(() -> cluster.pods(LAB, "app", "node").isEmpty());
        applyStateStore(wrong);
        cluster.scale(LAB, "nodeapp", 1);

        eventually().untilAsserted(() -> assertThat(Sidecars.everyLog(cluster, pod("node")))
                .contains("statestore (state.redis/v1)", wrong.substring(0, wrong.indexOf(':'))));
        assertThat(Cluster.readiness(pod("node"))).isEqualTo("1/2");

        applyStateStore(REDIS);
        cluster.client().pods().inNamespace(LAB).withLabel("app", "node").delete();
        cluster.awaitReady(LAB, "app", "node", 1, "2/2");
    }

    @Test
    @Order(430)
    @DisplayName("D3 logs -k prints the sidecar's log")
    void logs() {
        Cli.Result result = Cli.inlay("logs", "-k", "-a", "nodeapp", "-n", LAB);

        assertThat(result).satisfies(ControlPlane::hasSucceeded);
        assertThat(result.output()).contains("dapr initialized. Status: Running.", "Fetched logs");
    }

    // --- E. Questions and answers

    @Test
    @Order(510)
    @DisplayName("E1, E5 an Ingress may point at nodeapp-dapr: the API answers there once it listens on every address")
    void ingress() {
        cluster.apply(LAB, Cluster.manifest("ingress.yaml", Map.of()));
        annotate("nodeapp", Map.of("dapr.io/sidecar-listen-addresses", "0.0.0.0"));
        Pod node = cluster.awaitReady(LAB, "app", "node", 1, "2/2").get(0);

        assertThat(cluster.client()
                        .network()
                        .v1()
                        .ingresses()
                        .inNamespace(LAB)
                        .withName("nodeapp-dapr")
                        .get())
                .isNotNull();
        assertThat(Http.get("http://" + node.getStatus().getPodIP() + ":3500/v1.0/metadata")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(520)
    @DisplayName("E2 the sidecar's health is at /v1.0/healthz, on the API's port and on the public one")
    void health() {
        assertThat(Http.get(cluster, pod("node"), 3500, "/v1.0/healthz").statusCode())
                .isEqualTo(204);
        assertThat(Http.get(cluster, pod("node"), 3501, "/v1.0/healthz").statusCode())
                .isEqualTo(204);
    }

    @Test
    @Order(530)
    @DisplayName("E3 each application may name a Configuration of its own")
    void configuration() {
        String secrets = "/v1.0/secrets/kubernetes/bulk";
        assertThat(Http.get(cluster, pod("node"), 3500, secrets).statusCode()).isNotEqualTo(404);
        cluster.apply(LAB, Cluster.manifest("configuration.yaml", Map.of()));
        annotate("nodeapp", Map.of("dapr.io/config", "nodeconfig"));

        Pod node = cluster.awaitReady(LAB, "app", "node", 1, "2/2").get(0);

        HttpResponse<String> denied = Http.get(cluster, node, 3500, secrets);
        assertThat(denied.statusCode()).isEqualTo(404);
        assertThat(Cli.inlay("configurations", "-k", "-A").output()).contains("nodeconfig");
    }

    @Test
    @Order(560)
    @DisplayName("E6 between instances there is mTLS: who has no certificate does not get through")
    void mutualTls() {
        assertThat(Cli.inlay("mtls", "-k").output()).contains("Mutual TLS is enabled in your Kubernetes cluster");
        assertThat(Tls.refusesAnonymous(pod("node").getStatus().getPodIP(), 50002))
                .isTrue();
    }

    @Test
    @Order(570)
    @DisplayName("E4, E7 annotations set the sidecar's log level")
    void logLevel() {
        annotate("nodeapp", Map.of("dapr.io/log-level", "debug"));

        Pod node = cluster.awaitReady(LAB, "app", "node", 1, "2/2").get(0);

        assertThat(Sidecars.of(node).getArgs()).containsSequence("--log-level", "debug");
        assertThat(Sidecars.log(cluster, node)).contains("level=debug");
    }

    @Test
    @Order(580)
    @DisplayName(
            "E8 the sidecar's image and its pull policy are settings of the chart, and an annotation overrides the image")
    void image() {
        String image = Setting.registry() + "/daprd:" + Setting.tag();
        annotate("nodeapp", Map.of("dapr.io/sidecar-image", image));
        assertThat(Sidecars.of(cluster.awaitReady(LAB, "app", "node", 1, "2/2").get(0))
                        .getImage())
                .isEqualTo(image);

        assertThat(ControlPlane.upgrade(
                        Setting.registry(), Setting.tag(), "dapr_sidecar_injector.sidecarImagePullPolicy=Never"))
                .satisfies(ControlPlane::hasSucceeded);
        cluster.awaitReady(SYSTEM, "app", "dapr-sidecar-injector", 1, "1/1");
        cluster.client().pods().inNamespace(LAB).withLabel("app", "python").delete();
        Pod python = cluster.awaitReady(LAB, "app", "python", 1, "2/2").get(0);
        assertThat(Sidecars.of(python).getImagePullPolicy()).isEqualTo("Never");
        assertThat(Sidecars.of(python).getImage()).endsWith(":" + Setting.tag());
    }

    // --- F. Clean up

    @Test
    @Order(610)
    @DisplayName(
            "F uninstall -k --all: no pod, no webhook, no definition is left, and new pods start without a sidecar")
    void cleanUp() {
        assertThat(Cli.inlay("uninstall", "-k", "--all")).satisfies(ControlPlane::hasSucceeded);
        eventually().until(() -> cluster.client()
                .pods()
                .inNamespace(SYSTEM)
                .list()
                .getItems()
                .isEmpty());
        assertThat(ControlPlane.leftovers(cluster)).isEmpty();

        cluster.client().pods().inNamespace(LAB).withLabel("app", "node").delete();
        cluster.awaitReady(LAB, "app", "node", 1, "1/1");
        cluster.deleteNamespace(LAB);
        cluster.deleteNamespace(SYSTEM);
    }

    private static Pod pod(String app) {
        List<Pod> pods = cluster.pods(LAB, "app", app);
        assertThat(pods).as("pods app=" + app).hasSize(1);
        return pods.get(0);
    }

    private static Pod otherThan(Pod known) {
        return cluster.pods(LAB, "app", "node").stream()
                .filter(pod ->
                        !pod.getMetadata().getName().equals(known.getMetadata().getName()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> ports(String namespace, String service) {
        return cluster.client().services().inNamespace(namespace).withName(service).get().getSpec().getPorts().stream()
                .map(ServicePort::getPort)
                .toList();
    }

    private static void applyStateStore(String host) {
        cluster.apply(LAB, Cluster.manifest("statestore.yaml", Map.of("host", host)));
    }

    private static String rootCertificate() {
        return Objects.requireNonNull(
                cluster.client()
                        .secrets()
                        .inNamespace(SYSTEM)
                        .withName("dapr-trust-bundle")
                        .get()
                        .getData()
                        .get("ca.crt"),
                "the trust bundle has no ca.crt");
    }

    /** Adds annotations to the pods of a deployment and waits until the old pods are gone. */
    private static void annotate(String deployment, Map<String, String> annotations) {
        long generation = cluster.client()
                .apps()
                .deployments()
                .inNamespace(LAB)
                .withName(deployment)
                .edit(found -> {
                    found.getSpec().getTemplate().getMetadata().getAnnotations().putAll(annotations);
                    return found;
                })
                .getMetadata()
                .getGeneration();
        eventually().untilAsserted(() -> {
            var status = cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(LAB)
                    .withName(deployment)
                    .get()
                    .getStatus();
            assertThat(status.getObservedGeneration()).isGreaterThanOrEqualTo(generation);
            assertThat(status.getUpdatedReplicas()).isEqualTo(1);
            assertThat(status.getReplicas()).isEqualTo(1);
            assertThat(status.getAvailableReplicas()).isEqualTo(1);
        });
    }
}
