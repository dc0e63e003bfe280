package dev.inlay.charts;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A chart of this repository, rendered by Helm itself. No cluster is asked. */
record Chart(Path folder) {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String SOURCE = "# Source: ";

    /** Helm's own choice without a cluster is too old for the charts. */
    private static final String KUBERNETES = "1.34.0";

    static final Path ROOT = Path.of(System.getProperty("inlay.root", "../..")).toAbsolutePath();

    /** A copy without symbolic links, as it would be packed: Helm speaks of each of them at every look. */
    static Chart named(String name) {
        Path from = ROOT.resolve("k8s/charts").resolve(name);
        Path to;
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            to = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "charts")
                    .resolve(name);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(to);
    }

    LintResult lint() {
        return new Helm(folder).lint().strict().call();
    }

    /** What is made with the given values, each as {@code a.b=c}; an object of no known kind is generic. */
    Objects with(String... values) {
        return objects(text(values));
    }

    /** What is made for a cluster of the given version. */
    Objects forKubernetes(String version, String... values) {
        return objects(command(values).withKubeVersion(version).call());
    }

    /** What is made with a file of values. */
    Objects withFile(Path values) {
        return objects(
                command().withKubeVersion(KUBERNETES).withValuesFile(values).call());
    }

    String text(String... values) {
        return command(values).withKubeVersion(KUBERNETES).call();
    }

    /** The text of each template, by the name of its file. */
    Map<String, String> texts(String... values) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String part : text(values).split("(?m)^---\n")) {
            if (part.startsWith(SOURCE)) {
                int end = part.indexOf('\n');
                String file = Path.of(part.substring(SOURCE.length(), end))
                        .getFileName()
                        .toString();
                files.merge(file, part.substring(end + 1).strip() + "\n", (one, other) -> one + "---\n" + other);
            }
        }
        return files;
    }

    private TemplateCommand command(String... values) {
        TemplateCommand command = new Helm(folder).template().withName("dapr").withNamespace("dapr-system");
        for (String value : values) {
            int equals = value.indexOf('=');
            command.set(value.substring(0, equals), value.substring(equals + 1));
        }
        return command;
    }

    private static Objects objects(String rendered) {
        List<HasMetadata> all = new ArrayList<>();
        Arrays.stream(rendered.split("(?m)^---\n"))
                .filter(text -> text.lines().anyMatch(line -> line.startsWith("kind:")))
                .forEach(text ->
                        all.add(YAML.unmarshal(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))));
        return new Objects(List.copyOf(all));
    }

    /** What a chart has made. */
    record Objects(List<HasMetadata> all) {

        <T extends HasMetadata> T one(Class<T> type, String name) {
            return all.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .filter(each -> each.getMetadata().getName().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () -> new AssertionError("no " + type.getSimpleName() + " " + name + " among " + names()));
        }

        <T extends HasMetadata> List<T> each(Class<T> type) {
            return all.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<String> names() {
            return all.stream()
                    .map(each -> each.getKind() + " " + each.getMetadata().getName())
                    .toList();
        }
    }
}
