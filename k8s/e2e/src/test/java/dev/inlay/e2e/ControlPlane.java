package dev.inlay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The control plane, as the command line installs it. */
final class ControlPlane {

    /** The deployments, by their names and their labels app. */
    static final List<String> DEPLOYMENTS = List.of("dapr-operator", "dapr-sentry", "dapr-sidecar-injector");

    private ControlPlane() {}

    /** A cluster that has none yet: the steps install it themselves, and take it away. */
    static Cluster clusterWithoutIt() {
        Cluster cluster = Cluster.connect();
        assertThat(leftovers(cluster))
                .as("what this cluster has of a control plane already; ./inlay uninstall -k --all takes it away")
                .isEmpty();
        return cluster;
    }

    /** Installs it from the images under test and waits until it is ready. */
    static Cli.Result install(String... options) {
        List<String> command = new ArrayList<>(List.of(
                "init", "-k", "--wait", "--runtime-version", Setting.tag(), "--image-registry", Setting.registry()));
        command.addAll(List.of(options));
        return Cli.inlay(command.toArray(String[]::new));
    }

    /**
     * Upgrades it to images of this version.
     *
     * @param sets values of the chart, as name=value
     */
    static Cli.Result upgrade(String registry, String tag, String... sets) {
        List<String> command =
                new ArrayList<>(List.of("upgrade", "-k", "--runtime-version", tag, "--image-registry", registry));
        if (sets.length > 0) {
            command.addAll(List.of("--set", String.join(",", sets)));
        }
        return Cli.inlay(command.toArray(String[]::new));
    }

    /** Waits until each of its deployments has as many pods, all of them ready. */
    static void awaitReady(Cluster cluster, String namespace, int replicas) {
        DEPLOYMENTS.forEach(deployment -> cluster.awaitReady(namespace, "app", deployment, replicas, "1/1"));
    }

    static void hasSucceeded(Cli.Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** What an uninstallation must not leave on the cluster. */
    static List<String> leftovers(Cluster cluster) {
        Stream<String> webhooks =
                cluster.client().admissionRegistration().v1().mutatingWebhookConfigurations().list().getItems().stream()
                        .map(webhook -> webhook.getMetadata().getName())
                        .filter(name -> name.startsWith("dapr-"));
        Stream<String> definitions =
                cluster.client().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                        .map(definition -> definition.getMetadata().getName())
                        .filter(name -> name.endsWith(".dapr.io"));
        return Stream.concat(webhooks, definitions).toList();
    }
}
