package dev.inlay.cli.kubernetes;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Manifests as they are written: fields that nobody knows, quotes and comments stay, since trees of YAML are changed, not
 * objects.
 */
final class Manifests {

    /** Kinds that have pods, in the words of messages. */
    static final List<String> KINDS =
            List.of("Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int HTTP_OK = 200;

    private final List<Node> documents;
    private final Yaml yaml;

    private Manifests(List<Node> documents, Yaml yaml) {
        this.documents = documents;
        this.yaml = yaml;
    }

    /**
     * Reads all of a file, a folder, a URL, or of standard input.
     *
     * @throws ClusterException if they cannot be read
     */
    static Manifests read(String source, Path workingDirectory) {
        Yaml yaml = yaml();
        List<Node> documents = new ArrayList<>();
        texts(source, workingDirectory).forEach((place, text) -> {
            try {
                yaml.composeAll(new StringReader(text)).forEach(documents::add);
            } catch (MarkedYAMLException e) {
                throw new ClusterException(place + " is no YAML: " + e.getProblem() + " (line "
                        + (e.getProblemMark().getLine() + 1) + ", expected: manifests of Kubernetes)");
            } catch (YAMLException e) {
                throw new ClusterException(place + " is no YAML: " + e.getMessage());
            }
        });
        return new Manifests(documents, yaml);
    }

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setProcessComments(true);
        DumperOptions dumping = new DumperOptions();
        dumping.setProcessComments(true);
        dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        dumping.setSplitLines(false);
        return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading);
    }

    /** The texts by where they are from. */
    private static Map<String, String> texts(String source, Path workingDirectory) {
        try {
            if (source.equals("-")) {
                return Map.of("standard input", new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
            }
            if (source.matches("https?://.*")) {
                return Map.of(source, fetch(URI.create(source)));
            }
            Path place = workingDirectory.resolve(source);
            if (!Files.isDirectory(place)) {
                return Map.of(source, Files.readString(place));
            }
            try (Stream<Path> files = Files.walk(place)) {
                Map<String, String> texts = new LinkedHashMap<>();
                for (Path file : files.filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
                        .sorted()
                        .toList()) {
                    texts.put(file.toString(), Files.readString(file));
                }
                return texts;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ClusterException(source + " cannot be read (expected: a file, a folder, a URL or -): " + e);
        }
    }

    private static String fetch(URI address) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != HTTP_OK) {
                throw new ClusterException(
                        "unable to read from " + address + ": " + response.statusCode() + " (expected: 200)");
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(address + " was not read: interrupted");
        }
    }

    /**
     * Annotates the first workload that is meant; others stay as they are.
     *
     * @param name of the workload; blank for any
     * @param namespace of it; blank for any
     * @return whether there is one
     */
    boolean annotate(String name, String namespace, Map<String, String> annotations) {
        return workloads()
                .filter(workload -> name.isEmpty() || workload.name().equalsIgnoreCase(name))
                .filter(workload -> namespace.isEmpty() || workload.namespace().equalsIgnoreCase(namespace))
                .findFirst()
                .map(workload -> {
                    workload.annotate(annotations);
                    return true;
                })
                .orElse(false);
    }

    /** What is there, in words. */
    String names() {
        String names =
                objects().map(object -> object.kind() + " " + object.name()).collect(Collectors.joining(", "));
        return names.isEmpty() ? "nothing" : names;
    }

    private Stream<Workload> workloads() {
        return objects().filter(object -> KINDS.stream()
                .anyMatch(kind -> kind.toLowerCase(Locale.ROOT).equals(object.kind())));
    }

    private Stream<Workload> objects() {
        return documents.stream()
                .filter(MappingNode.class::isInstance)
                .map(document -> new Workload((MappingNode) document))
                .flatMap(Workload::items);
    }

    /** Writes all, with lines between that separate them. */
    void write(PrintStream out) {
        boolean isFirst = true;
        for (Node document : documents) {
            StringWriter text = new StringWriter();
            yaml.serialize(document, text);
            out.print((isFirst ? "" : "---\n") + text);
            isFirst = false;
        }
        out.flush();
    }
}
