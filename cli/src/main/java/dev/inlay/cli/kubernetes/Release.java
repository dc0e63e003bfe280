package dev.inlay.cli.kubernetes;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A release of Helm, that of the control plane first of all, and the definitions, which Helm would never update. */
final class Release {

    static final String NAME = "dapr";

    private static final long ESTABLISHED_SECONDS = 60;

    private final Cluster cluster;
    private final String name;
    private final String chart;

    /** The control plane's. */
    Release(Cluster cluster) {
        this(cluster, NAME, "chart");
    }

    /** @param chart the folder of the chart in this program */
    Release(Cluster cluster, String name, String chart) {
        this.cluster = cluster;
        this.name = name;
        this.chart = chart;
    }

    /** The namespace that the release is in; empty if there is none. */
    Optional<String> namespace() {
        List<Secret> revisions = cluster.client()
                .secrets()
                .inAnyNamespace()
                .withLabel("owner", "helm")
                .withLabel("name", name)
                .list()
                .getItems();
        return revisions.stream()
                .map(revision -> revision.getMetadata().getNamespace())
                .findFirst();
    }

    /** Installs it; the namespace is made if it is missing. Returns the version of what is installed. */
    String install(String namespace, Map<String, String> values, boolean wait, int timeoutSeconds) {
        try (PackedChart unpacked = PackedChart.unpack(chart)) {
            InstallCommand command = new Helm(unpacked.folder())
                    .install()
                    .withName(name)
                    .withNamespace(namespace)
                    .createNamespace()
                    .withKubeConfig(cluster.kubeConfig());
            values.forEach(command::set);
            if (wait) {
                command.waitReady().withTimeout(timeoutSeconds);
            }
            return command.call().getAppVersion();
        } catch (IllegalStateException e) {
            throw refused("install", e);
        }
    }

    /** Upgrades it; values that are not given stay as they are. */
    void upgrade(String namespace, Map<String, String> values, int timeoutSeconds) {
        try (PackedChart unpacked = PackedChart.unpack(chart)) {
            UpgradeCommand command = new Helm(unpacked.folder())
                    .upgrade()
                    .withName(name)
                    .withNamespace(namespace)
                    .resetThenReuseValues()
                    .withTimeout(timeoutSeconds)
                    .withKubeConfig(cluster.kubeConfig());
            values.forEach(command::set);
            command.call();
        } catch (IllegalStateException e) {
            throw refused("upgrade", e);
        }
    }

    void uninstall(String namespace) {
        Path kubeConfig = cluster.kubeConfig();
        try {
            Helm.uninstall(name)
                    .withNamespace(namespace)
                    .withKubeConfig(kubeConfig)
                    .call();
        } catch (IllegalStateException e) {
            throw refused("uninstall", e);
        }
    }

    void deleteDefinitions() {
        for (HasMetadata definition : definitions()) {
            cluster.client().resource(definition).delete();
        }
    }

    /** Makes the definitions what this program has of them. */
    void applyDefinitions() {
        for (HasMetadata definition : definitions()) {
            cluster.client()
                    .resource(definition)
                    .fieldManager("inlay")
                    .forceConflicts()
                    .serverSideApply();
        }
        for (HasMetadata definition : definitions()) {
            cluster.client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(definition.getMetadata().getName())
                    .waitUntilCondition(Release::isEstablished, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private List<HasMetadata> definitions() {
        return PackedChart.definitions().stream()
                .flatMap(file -> {
                    try (InputStream stream = PackedChart.open(file)) {
                        return cluster.client().load(stream).items().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private ClusterException refused(String what, IllegalStateException failure) {
        return new ClusterException("Helm could not " + what + " release " + name + ": " + failure.getMessage());
    }
}
