package dev.inlay.cli.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What Helm keeps of a chart that is installed.
 *
 * @param name of the chart
 * @param values that were given
 */
record InstalledChart(String name, Map<?, ?> values) {

    /** The one that has a name, under whatever name of a release; empty if there is none in the namespace. */
    static Optional<InstalledChart> find(Cluster cluster, String namespace, String name) {
        return cluster
                .client()
                .secrets()
                .inNamespace(namespace)
                .withLabel("owner", "helm")
                .withLabel("status", "deployed")
                .list()
                .getItems()
                .stream()
                .map(secret -> of(cluster, secret))
                .filter(chart -> chart.name.equals(name))
                .findFirst();
    }

    private static InstalledChart of(Cluster cluster, Secret secret) {
        // Helm encodes what it has zipped, and Kubernetes does so once more.
        byte[] zipped = Base64.getDecoder()
                .decode(Base64.getDecoder().decode(secret.getData().getOrDefault("release", "")));
        try (InputStream json = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            GenericKubernetesResource release =
                    cluster.client().getKubernetesSerialization().unmarshal(json, GenericKubernetesResource.class);
            Object name = release.get("chart", "metadata", "name");
            Object values = release.get("config");
            return new InstalledChart(String.valueOf(name), values instanceof Map<?, ?> map ? map : Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value that was given; blank if it was not. */
    String value(String... path) {
        @Nullable Object value = values;
        for (String step : path) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value == null ? "" : value.toString();
    }
}
