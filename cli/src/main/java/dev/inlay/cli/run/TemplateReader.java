package dev.inlay.cli.run;

import dev.inlay.cli.terminal.NearestName;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a multi-app template. Works on YAML nodes rather than on objects, because nodes know their line. All faults
 * are collected; unknown fields are only warned about, since a newer Dapr may know them.
 *
 * <p>One instance reads one template.
 */
final class TemplateReader {

    /** The file names looked for in a directory, best first. */
    private static final List<String> FILE_NAMES = List.of("inlay.yaml", "dapr.yaml");

    private static final List<String> TOP_FIELDS = List.of("version", "name", "common", "apps");

    private final Path source;
    private final String fileName;
    private final Path directory;
    private final Consumer<Fault> warnings;
    private final List<Fault> faults = new ArrayList<>();

    private TemplateReader(Path source, String fileName, Path directory, Consumer<Fault> warnings) {
        this.source = source;
        this.fileName = fileName;
        this.directory = directory;
        this.warnings = warnings;
    }

    /**
     * Reads a template file, or the one in a directory.
     *
     * @throws InvalidRunException with every fault of the template
     */
    static RunTemplate readFile(Path path, Consumer<Fault> warnings) throws InvalidRunException {
        Path file = Files.isDirectory(path) ? findIn(path) : path;
        if (!Files.isRegularFile(file)) {
            throw cannotRead(file, "no such file (expected: a template file, or a directory with " + fileNames() + ")");
        }
        try {
            Path directory = file.toAbsolutePath().resolveSibling("").normalize();
            return new TemplateReader(file, String.valueOf(file.getFileName()), directory, warnings)
                    .read(Files.readString(file));
        } catch (IOException e) {
            throw cannotRead(file, "cannot be read (" + e + ")");
        }
    }

    /** Reads a template that came from standard input; its relative paths start from the working directory. */
    static RunTemplate readText(String text, Path workingDirectory, Consumer<Fault> warnings)
            throws InvalidRunException {
        return new TemplateReader(workingDirectory, "<stdin>", workingDirectory, warnings).read(text);
    }

    private static Path findIn(Path directory) throws InvalidRunException {
        for (String name : FILE_NAMES) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return directory.resolve(name);
            }
        }
        throw cannotRead(directory, "has no template (expected: a file " + fileNames() + ")");
    }

    private static String fileNames() {
        return String.join(" or ", FILE_NAMES);
    }

    private static InvalidRunException cannotRead(Path path, String problem) {
        return new InvalidRunException(
                "Error getting apps from config file:", List.of(new Fault("", path.toString(), problem)));
    }

    private RunTemplate read(String text) throws InvalidRunException {
        Node root = parse(text);
        RunTemplate template = root instanceof MappingNode mapping ? template(mapping) : null;
        if (template == null && faults.isEmpty()) {
            faults.add(new Fault(fileName + ":1", "", "is not a template (expected: fields version and apps)"));
        }
        if (template == null || !faults.isEmpty()) {
            throw new InvalidRunException("Error getting apps from config file:", faults);
        }
        return template;
    }

    private @Nullable Node parse(String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(50);
            return new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            faults.add(new Fault(fileName + ":" + line, "", "is not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            faults.add(new Fault(fileName, "", "is not YAML: " + e.getMessage()));
        }
        return null;
    }

    private @Nullable RunTemplate template(MappingNode root) {
        Map<String, Node> fields = fields(root, "");
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!TOP_FIELDS.contains(field.getKey())) {
                warnUnknown(field.getKey(), field.getValue(), "", TOP_FIELDS);
            }
        }
        checkVersion(fields.get("version"), root);
        Section common = section(fields.get("common"), "common");
        List<Section> apps = apps(fields.get("apps"), root);
        if (common == null) {
            return null;
        }
        return new RunTemplate(source, nameOf(fields.get("name")), common, apps);
    }

    private void checkVersion(@Nullable Node version, MappingNode root) {
        if (version == null) {
            faults.add(new Fault(place(root), "version", "missing (expected: 1)"));
            return;
        }
        String text = version instanceof ScalarNode scalar ? scalar.getValue() : shown(version);
        if (!text.matches("-?\\d+") || text.matches("-?0+")) {
            faults.add(new Fault(place(version), "version", "'" + text + "' is not a version (expected: 1)"));
        } else if (!"1".equals(text)) {
            warnings.accept(new Fault(
                    place(version), "version", text + " is newer than this command knows (expected: 1); read as 1"));
        }
    }

    private static String nameOf(@Nullable Node name) {
        return name instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private List<Section> apps(@Nullable Node apps, MappingNode root) {
        List<Section> sections = new ArrayList<>();
        if (apps instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Section section = section(sequence.getValue().get(i), "apps[" + i + "]");
                if (section != null) {
                    sections.add(section);
                }
            }
            return sections;
        }
        String problem = apps == null || apps instanceof SequenceNode || isNull(apps)
                ? "No apps to run (expected: at least one application)"
                : "'" + shown(apps) + "' is not a list of applications (expected: - appDirPath: ./my-app)";
        faults.add(new Fault(place(apps == null ? root : apps), "apps", problem));
        return sections;
    }

    /** Reads an application's part or the common part; null when it is not even a mapping. */
    private @Nullable Section section(@Nullable Node node, String path) {
        boolean common = path.equals("common");
        if (common && (node == null || isNull(node))) {
            return Section.ofTemplate(fileName, path, directory);
        }
        if (!(node instanceof MappingNode mapping)) {
            String shown = node == null ? "" : shown(node);
            String where = node == null ? fileName : place(node);
            faults.add(
                    new Fault(where, path, "'" + shown + "' is not a set of fields (expected: appDirPath: ./my-app)"));
            return null;
        }
        Section section = Section.ofTemplate(place(node), path, directory);
        fields(mapping, path).forEach((name, value) -> {
            Setting setting = Setting.byField().get(name);
            if (setting == null) {
                warnUnknown(name, value, path + ".", Setting.byField().keySet());
            } else if (common && !setting.allowedInCommon()) {
                warnings.accept(new Fault(
                        place(value), path + "." + name, "belongs to an application, not to common; ignored"));
            } else if (!isNull(value)) {
                put(section, setting, value);
            }
        });
        return section;
    }

    private void put(Section section, Setting setting, Node value) {
        String where = place(value);
        try {
            Object raw = raw(value);
            section.put(setting, setting.kind().read(raw == null ? value : raw), where);
        } catch (Kind.UnexpectedValue e) {
            section.put(setting, "", where);
            faults.add(section.fault(
                    setting, "'" + shown(value) + "' is not expected (expected: " + e.getMessage() + ")"));
        }
    }

    /** Texts, lists of texts and maps of texts; null for anything deeper, which no setting wants. */
    private @Nullable Object raw(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            List<String> texts = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                if (!(element instanceof ScalarNode scalar)) {
                    return null;
                }
                texts.add(scalar.getValue());
            }
            return texts;
        }
        if (!(node instanceof MappingNode mapping)) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, Node> field : fields(mapping, "").entrySet()) {
            if (!(field.getValue() instanceof ScalarNode scalar)) {
                return null;
            }
            texts.put(field.getKey(), isNull(scalar) ? "" : scalar.getValue());
        }
        return texts;
    }

    /** The fields of a mapping; those merged in by {@code <<} do not replace the mapping's own. */
    private Map<String, Node> fields(MappingNode mapping, String path) {
        Map<String, Node> fields = new LinkedHashMap<>();
        Map<String, Node> merged = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name =
                    tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : shown(tuple.getKeyNode());
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                mergeInto(merged, tuple.getValueNode(), path);
            } else if (seen.add(name)) {
                fields.put(name, tuple.getValueNode());
            } else {
                String full = path.isEmpty() ? name : path + "." + name;
                faults.add(new Fault(place(tuple.getKeyNode()), full, "is given twice (expected: once)"));
            }
        }
        merged.forEach(fields::putIfAbsent);
        return fields;
    }

    private void mergeInto(Map<String, Node> merged, Node value, String path) {
        if (value instanceof MappingNode mapping) {
            fields(mapping, path).forEach(merged::putIfAbsent);
        } else if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(element -> mergeInto(merged, element, path));
        }
    }

    private void warnUnknown(String name, Node value, String prefix, Iterable<String> known) {
        List<String> names = new ArrayList<>();
        known.forEach(names::add);
        String hint = NearestName.of(name, names)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
        warnings.accept(new Fault(place(value), prefix + name, "unknown field, ignored" + hint));
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String place(Node node) {
        return fileName + ":" + (node.getStartMark().getLine() + 1);
    }

    private static String shown(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }
}
