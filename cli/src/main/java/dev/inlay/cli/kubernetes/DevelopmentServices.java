package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Redis and Zipkin for development, with the objects that use them: each a release of Helm, under Dapr's names. */
final class DevelopmentServices {

    static final String NAMESPACE = "default";

    private final Cluster cluster;
    private final Terminal terminal;

    DevelopmentServices(Cluster cluster, Terminal terminal) {
        this.cluster = cluster;
        this.terminal = terminal;
    }

    private enum Service {
        REDIS("dapr-dev-redis", "dev-redis", "Redis", List.of("statestore", "pubsub"), "Component", "component"),
        ZIPKIN(
                "dapr-dev-zipkin",
                "dev-zipkin",
                "Zipkin",
                List.of("appconfig"),
                "Configuration",
                "zipkin configuration");

        private final String release;
        private final String chart;
        private final String title;
        private final List<String> objects;
        private final String kind;
        private final String words;

        Service(String release, String chart, String title, List<String> objects, String kind, String words) {
            this.release = release;
            this.chart = chart;
            this.title = title;
            this.objects = objects;
            this.kind = kind;
            this.words = words;
        }
    }

    /**
     * Holds that nothing is in their way, before anything is installed.
     *
     * @throws ClusterException saying what is
     */
    void requireAbsence() {
        Inventory inventory = new Inventory(cluster, terminal.clock());
        for (Service service : Service.values()) {
            if (new Release(cluster, service.release, service.chart).namespace().isPresent()) {
                throw new ClusterException("Release " + service.release + " exists (expected: none). Use init without"
                        + " --dev, or first inlay uninstall -k --dev");
            }
            for (String name : service.objects) {
                if (inventory.exists(service.kind, NAMESPACE, name)) {
                    throw new ClusterException(service.kind + " " + name + " exists in namespace " + NAMESPACE
                            + " (expected: none, --dev makes it). Delete it, or use init without --dev");
                }
            }
        }
    }

    /** @param registry where the images are; null for Docker Hub */
    void install(@Nullable String registry, boolean wait, int timeoutSeconds) {
        Map<String, String> values = registry == null ? Map.of() : Map.of("imageRegistry", registry);
        for (Service service : Service.values()) {
            String version = new Release(cluster, service.release, service.chart)
                    .install(NAMESPACE, values, wait, timeoutSeconds);
            terminal.success(
                    "Deploying the Dapr " + service.title + " with " + version + " version to your cluster...");
        }
        for (Service service : Service.values()) {
            for (String name : service.objects) {
                terminal.info("Applying \"" + name + "\" " + service.words + " to Kubernetes \"" + NAMESPACE
                        + "\" namespace.");
            }
        }
    }

    /** Takes them away; what is not there is warned of. */
    void uninstall() {
        terminal.info("Removing dapr-dev-redis and dapr-dev-zipkin from the cluster...");
        for (Service service : Service.values()) {
            Release release = new Release(cluster, service.release, service.chart);
            release.namespace()
                    .ifPresentOrElse(
                            release::uninstall,
                            () -> terminal.warning("WARNING: " + service.release + " release does not exist"));
        }
    }

    /** Whether one of them is there. */
    boolean arePresent() {
        for (Service service : Service.values()) {
            if (new Release(cluster, service.release, service.chart).namespace().isPresent()) {
                return true;
            }
        }
        return false;
    }
}
