package dev.inlay.e2e;

import static dev.inlay.e2e.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One application beside Dapr's own sidecar, one beside ours, one with the embedded runtime: they call each other, and
 * sentry's certificates prove to each who the others are.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MixedClusterTests {

    private static final String NAMESPACE = "mixed";
    private static final List<String> SIDECARS = List.of("with-daprd", "with-sidecar");

    private static Cluster cluster;

    @BeforeAll
    static void installed() {
        cluster = ControlPlane.clusterWithoutIt();
        Setting.daprdImage();
        assertThat(ControlPlane.install()).satisfies(ControlPlane::hasSucceeded);
        cluster.createNamespace(NAMESPACE);
        cluster.apply(NAMESPACE, Cluster.manifest("redis.yaml", Map.of("image", Setting.redisImage())));
        cluster.apply(NAMESPACE, Cluster.manifest("statestore.yaml", Map.of("host", "redis-master:6379")));
        cluster.awaitReady(NAMESPACE, "app", "redis", 1, "1/1");
        cluster.apply(NAMESPACE, sidecars());
        cluster.apply(
                NAMESPACE,
                Cluster.manifest(
                        "embedded.yaml", Map.of("image", Setting.registry() + "/order-service:" + Setting.tag())));
    }

    @AfterAll
    static void cleanUp() {
        if (cluster != null) {
            cluster.deleteNamespace(NAMESPACE);
            cluster.removeFromCluster(Cluster.manifest("daprs-own.yaml", Map.of()));
            Cli.inlay("uninstall", "-k", "--all");
            cluster.deleteNamespace("dapr-system");
            cluster.close();
        }
    }

    @Test
    @Order(1)
    @DisplayName("M1 pods with a sidecar are 2/2, the embedded one is 1/1")
    void ready() {
        SIDECARS.forEach(app -> cluster.awaitReady(NAMESPACE, "app", app, 1, "2/2"));
        cluster.awaitReady(NAMESPACE, "app", "embedded", 1, "1/1");
    }

    @Test
    @Order(2)
    @DisplayName("M2 every application calls every other one")
    void everyoneCallsEveryone() {
        List<String> all = List.of("with-daprd", "with-sidecar", "embedded");
        for (String caller : all) {
            for (String callee : all) {
                eventually().untilAsserted(() -> assertThat(
                                Http.get(cluster, pod(caller), 3500, "/v1.0/invoke/" + callee + "/method/ports")
                                        .statusCode())
                        .as(caller + " calls " + callee)
                        .isEqualTo(200));
            }
        }
    }

    @Test
    @Order(3)
    @DisplayName("M3 an access policy tells callers apart by their certificates")
    void policies() {
        assertThat(order("with-daprd")).isEqualTo(403);
        assertThat(order("embedded")).isNotEqualTo(403);
    }

    @Test
    @Order(4)
    @DisplayName("M4 a stranger without a certificate gets through to none of them")
    void strangers() {
        for (String app : List.of("with-daprd", "with-sidecar", "embedded")) {
            assertThat(Tls.refusesAnonymous(pod(app).getStatus().getPodIP(), 50002))
                    .as(app)
                    .isTrue();
        }
    }

    @Test
    @Order(5)
    @DisplayName("M5 with Dapr's own sentry, operator and injector our sidecar and Dapr's call each other")
    void daprsControlPlane() {
        String registry = Setting.of("DAPR_REGISTRY")
                .orElseGet(() -> Setting.absent(
                        "DAPR_REGISTRY",
                        "where images sentry, operator and injector of Dapr are, tagged as INLAY_TAG"));
        cluster.applyToCluster(Cluster.manifest("daprs-own.yaml", Map.of()));
        assertThat(ControlPlane.upgrade(
                        registry,
                        Setting.tag(),
                        "dapr_sentry.image.name=sentry",
                        "dapr_operator.image.name=operator",
                        "dapr_sidecar_injector.injectorImage.name=injector",
                        "dapr_sidecar_injector.nativeSidecar=false"))
                .satisfies(ControlPlane::hasSucceeded);
        ControlPlane.awaitReady(cluster, "dapr-system", 1);
        cluster.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabelIn("app", "with-daprd", "with-sidecar")
                .delete();
        SIDECARS.forEach(app -> cluster.awaitReady(NAMESPACE, "app", app, 1, "2/2"));

        for (String caller : SIDECARS) {
            for (String callee : SIDECARS) {
                eventually().untilAsserted(() -> assertThat(
                                Http.get(cluster, pod(caller), 3500, "/v1.0/invoke/" + callee + "/method/ports")
                                        .statusCode())
                        .as(caller + " calls " + callee)
                        .isEqualTo(200));
            }
        }
    }

    private static int order(String caller) {
        return Http.get(cluster, pod(caller), 3500, "/v1.0/invoke/with-sidecar/method/order")
                .statusCode();
    }

    private static Pod pod(String app) {
        List<Pod> pods = cluster.pods(NAMESPACE, "app", app);
        assertThat(pods).as("pods app=" + app).hasSize(1);
        return pods.get(0);
    }

    private static String sidecars() {
        return Cluster.manifest(
                "mixed.yaml",
                Map.of("daprd", Setting.daprdImage(), "sidecar", Setting.registry() + "/daprd:" + Setting.tag()));
    }
}
