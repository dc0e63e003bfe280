package dev.inlay.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceLoaderTests {

    private static final String STORE = """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: state.redis
              version: v1
              metadata:
              - name: redisHost
                value: localhost:6379
            """;

    @TempDir
    Path folder;

    private final ResourceLoader loader = new ResourceLoader(new AppIdentity("orders", ""));

    @Test
    void readsAManifestWithItsEnvelopeAndItsSource() throws IOException {
        Path file = write("statestore.yaml", STORE);

        Resource resource = loader.load(List.of(file)).get(0);

        assertThat(resource.kind()).isEqualTo("Component");
        assertThat(resource.name()).isEqualTo("statestore");
        assertThat(resource.namespace()).isEmpty();
        assertThat(resource.scopes()).isEmpty();
        assertThat(resource.source()).isEqualTo(new ResourceSource(file.toString(), 1));
        assertThat(resource.body()).extracting("spec").extracting("type").isEqualTo("state.redis");
    }

    @Test
    void readsTheYamlFilesOfAFolderInTheOrderOfTheirNames() throws IOException {
        write("b.yml", manifest("Component", "second"));
        write("a.yaml", manifest("Component", "first"));
        write("c.yaml", manifest("Component", "third"));
        Files.createDirectory(folder.resolve("deeper"));
        write("deeper/d.yaml", manifest("Component", "too-deep"));

        assertThat(names(loader.load(List.of(folder)))).containsExactly("first", "second", "third");
    }

    @Test
    void saysWhichFilesOfAFolderItDoesNotRead() throws IOException {
        write("readme.txt", "not a manifest");
        try (LogLines lines = new LogLines(ResourceLoader.class)) {
            assertThat(loader.load(List.of(folder))).isEmpty();
            assertThat(lines.at(Level.WARN)).singleElement().asString().contains("readme.txt", ".yaml or .yml");
        }
    }

    @Test
    void readsAFileThatIsNamedDirectlyWhateverItsName() throws IOException {
        assertThat(loader.load(List.of(write("statestore.conf", STORE)))).hasSize(1);
    }

    @Test
    void readsAFileOnceHoweverItIsReached() throws IOException {
        Path file = write("statestore.yaml", STORE);
        assertThat(loader.load(List.of(folder, file, folder.resolve("../" + folder.getFileName()))))
                .hasSize(1);
    }

    @Test
    void readsSeveralDocumentsAFileAndSkipsEmptyOnes() throws IOException {
        Path file = write(
                "all.yaml",
                "---\n# nothing here\n---\n" + STORE + "--- # the second\n" + manifest("Resiliency", "resiliency")
                        + "...\n---\n");

        List<Resource> resources = loader.load(List.of(file));

        assertThat(names(resources)).containsExactly("statestore", "resiliency");
        assertThat(resources.get(1).source()).hasToString(file + " (document 3)");
    }

    @Test
    void readsWindowsLineEndsAndAByteOrderMark() throws IOException {
        Path file = write("bom.yaml", "\uFEFF" + STORE.replace("\n", "\r\n") + "---\r\n" + manifest("Resiliency", "r"));
        assertThat(names(loader.load(List.of(file)))).containsExactly("statestore", "r");
    }

    @Test
    void keepsEveryKindOfTheGroup() throws IOException {
        write("a.yaml", manifest("HTTPEndpoint", "a"));
        write("b.yaml", manifest("Subscription", "b"));
        write("c.yaml", manifest("Subscription", "c").replace("v1alpha1", "v2alpha1"));
        write("d.yaml", manifest("Configuration", "d"));
        assertThat(names(loader.load(List.of(folder)))).containsExactly("a", "b", "c", "d");
    }

    @Test
    void warnsOfDocumentsItDoesNotKnowAndSkipsThem() throws IOException {
        write("a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nports: [null]\n");
        write("b.yaml", manifest("Komponent", "b"));
        write("c.yaml", manifest("Component", "c").replace("v1alpha1", "v9"));
        write("d.yaml", "services: {web: {image: x}}\n");
        try (LogLines lines = new LogLines(ResourceLoader.class)) {
            assertThat(loader.load(List.of(folder))).isEmpty();
            assertThat(lines.at(Level.WARN))
                    .hasSize(4)
                    .allMatch(line -> line.contains("is skipped"))
                    .anyMatch(line -> line.contains("a.yaml") && line.contains("'Service'"));
        }
    }

    @Test
    void leavesOutSilentlyWhatIsForOthers() throws IOException {
        write("a.yaml", manifest("Component", "mine") + "scopes: [billing, orders]\n");
        write("b.yaml", manifest("Component", "theirs") + "scopes: [billing]\n");
        write("c.yaml", manifest("Component", "mine") + "scopes: [billing]\n");
        try (LogLines lines = new LogLines(ResourceLoader.class)) {
            assertThat(names(loader.load(List.of(folder)))).containsExactly("mine");
            assertThat(lines.at(Level.WARN)).isEmpty();
        }
    }

    @Test
    void comparesNamespacesOnlyWhereBothSidesNameOne() throws IOException {
        write("a.yaml", manifest("Component", "anywhere"));
        write("b.yaml", manifest("Component", "here").replace("name: here", "name: here\n  namespace: shop"));
        write("c.yaml", manifest("Component", "there").replace("name: there", "name: there\n  namespace: bank"));

        assertThat(names(new ResourceLoader(new AppIdentity("orders", "shop")).load(List.of(folder))))
                .containsExactly("anywhere", "here");
        assertThat(names(loader.load(List.of(folder)))).containsExactly("anywhere", "here", "there");
    }

    @Test
    void refusesTwoResourcesOfOneKindAndNameAndNamesBothPlaces() throws IOException {
        Path first = write("a.yaml", STORE);
        Path second = write("b.yaml", manifest("Resiliency", "statestore") + "---\n" + STORE);

        Fault fault = theFault(List.of(folder));

        assertThat(fault.source()).isEqualTo(new ResourceSource(second.toString(), 2));
        assertThat(fault.field()).isEqualTo("metadata.name");
        assertThat(fault.problem()).contains("Component 'statestore'", first.toString(), "expected: one definition");
    }

    @Test
    void takesSeveralConfigurationsOfOneNameBecauseTheyAreMerged() throws IOException {
        write("a.yaml", manifest("Configuration", "config"));
        write("b.yaml", manifest("Configuration", "config"));
        assertThat(loader.load(List.of(folder))).hasSize(2);
    }

    @Test
    void collectsTheFaultsOfAllFilesAndDocuments() throws IOException {
        Path a = write("a.yaml", "kind: [\n---\n" + STORE.replace("name: statestore", "nam: statestore"));
        Path b = write("b.yaml", "- just\n- a list\n");
        Path c = folder.resolve("missing.yaml");

        InvalidManifestException thrown =
                catchThrowableOfType(InvalidManifestException.class, () -> loader.load(List.of(folder, c)));

        assertThat(thrown.faults()).hasSize(4);
        assertThat(thrown)
                .hasMessageContaining(a + ": line 2")
                .hasMessageContaining(a + " (document 2): metadata.name: is missing (expected: text, as statestore)")
                .hasMessageContaining(b + ": is a list (expected: a map with apiVersion, kind, metadata and spec)")
                .hasMessageContaining(c + ": does not exist (expected: a file");
    }

    @Test
    void namesTheLineOfBadYamlInTheFileAndNotInTheDocument() throws IOException {
        Path file = write("a.yaml", STORE + "---\nkind: Component\n\tname: tab\n");
        Fault fault = theFault(List.of(file));
        assertThat(fault.source().document()).isEqualTo(2);
        assertThat(fault.problem()).contains("line 13, column 1", "TAB");
    }

    @Test
    void asksForApiVersionOrKindWhereOnlyOneIsThere() throws IOException {
        Path noVersion = write("a.yaml", "kind: Component\nmetadata: {name: a}\n");
        Path noKind = write("b.yaml", "apiVersion: dapr.io/v1alpha1\nmetadata: {name: b}\n");
        assertThat(theFault(List.of(noVersion)))
                .hasToString(noVersion + ": apiVersion: is missing (expected: dapr.io/v1alpha1)");
        assertThat(theFault(List.of(noKind)).toString()).contains(noKind + ": kind: is missing", "Component");
    }

    @Test
    void namesFieldsOfTheEnvelopeThatHaveTheWrongType() throws IOException {
        Path file = write("a.yaml", manifest("Component", "[x]") + "scopes: orders\n");
        InvalidManifestException thrown =
                catchThrowableOfType(InvalidManifestException.class, () -> loader.load(List.of(file)));
        assertThat(thrown.faults())
                .extracting(Fault::field, Fault::problem)
                .containsExactly(
                        tuple("metadata.name", "is a list (expected: text)"),
                        tuple("scopes", "is text (expected: a list of texts)"));
    }

    @Test
    void readsScalarsAsDaprDoes() throws IOException {
        Path file = write(
                "a.yaml",
                manifest("Component", "scalars")
                        + "values: {time: 12:30:45, date: 2024-01-01, yes: yes, octal: 010, nothing: ~, 5: five}\n");

        Map<String, Object> body = loader.load(List.of(file)).get(0).body();

        assertThat(body.get("values"))
                .isEqualTo(Map.of("time", "12:30:45", "date", "2024-01-01", "true", true, "octal", 8, "5", "five"));
    }

    private Path write(String name, String content) throws IOException {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    private static String manifest(String kind, String name) {
        return "apiVersion: dapr.io/v1alpha1\nkind: " + kind + "\nmetadata:\n  name: " + name + "\nspec: {}\n";
    }

    private static List<String> names(List<Resource> resources) {
        return resources.stream().map(Resource::name).toList();
    }

    private Fault theFault(List<Path> paths) {
        InvalidManifestException thrown =
                catchThrowableOfType(InvalidManifestException.class, () -> loader.load(paths));
        assertThat(thrown.faults()).hasSize(1);
        return thrown.faults().get(0);
    }
}
