package dev.inlay.cli.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** An object of a manifest as a tree of YAML. */
record Workload(MappingNode tree) {

    private static final String METADATA = "metadata";

    /** Its items if it is a list of objects, or itself. */
    Stream<Workload> items() {
        if (kind().equals("list") && get(tree, "items").orElse(null) instanceof SequenceNode items) {
            return items.getValue().stream()
                    .filter(MappingNode.class::isInstance)
                    .map(item -> new Workload((MappingNode) item));
        }
        return Stream.of(this);
    }

    /** Its kind in lower case. */
    String kind() {
        return text(tree, "kind").toLowerCase(Locale.ROOT);
    }

    String name() {
        return ofMetadata("name");
    }

    String namespace() {
        String namespace = ofMetadata("namespace");
        return namespace.isEmpty() ? "default" : namespace;
    }

    private String ofMetadata(String key) {
        return get(tree, METADATA).orElse(null) instanceof MappingNode metadata ? text(metadata, key) : "";
    }

    /** Puts annotations on its pods: those given, that they have a runtime, and an app id if there is none. */
    void annotate(Map<String, String> annotations) {
        MappingNode place = tree;
        for (String step : path()) {
            place = child(place, step);
        }
        put(place, "dapr.io/enabled", "true");
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            put(place, annotation.getKey(), annotation.getValue());
        }
        if (text(place, "dapr.io/app-id").isEmpty()) {
            put(place, "dapr.io/app-id", namespace() + "-" + kind() + "-" + name());
        }
    }

    private List<String> path() {
        return switch (kind()) {
            case "pod" -> List.of(METADATA, "annotations");
            case "cronjob" -> List.of("spec", "jobTemplate", "spec", "template", METADATA, "annotations");
            default -> List.of("spec", "template", METADATA, "annotations");
        };
    }

    private MappingNode child(MappingNode parent, String key) {
        Node present = get(parent, key).orElse(null);
        if (present instanceof MappingNode child) {
            return child;
        }
        if (present != null && !present.getTag().equals(Tag.NULL)) {
            throw new ClusterException(kind() + " " + name() + ": " + key + " in line "
                    + (present.getStartMark().getLine() + 1) + " has no fields (expected: a mapping)");
        }
        MappingNode made = new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
        put(parent, key, made);
        return made;
    }

    private static Optional<Node> get(MappingNode parent, String key) {
        return parent.getValue().stream()
                .filter(tuple -> isKey(tuple, key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static String text(MappingNode parent, String key) {
        return get(parent, key).orElse(null) instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static boolean isKey(NodeTuple tuple, String key) {
        return tuple.getKeyNode() instanceof ScalarNode scalar
                && scalar.getValue().equals(key);
    }

    private static void put(MappingNode parent, String key, String value) {
        boolean isPlain = value.matches("[A-Za-z][A-Za-z0-9./-]*")
                && !value.toLowerCase(Locale.ROOT).matches("true|false|yes|no|on|off|null|y|n");
        put(
                parent,
                key,
                new ScalarNode(Tag.STR, value, null, null, isPlain ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED));
    }

    private static void put(MappingNode parent, String key, Node value) {
        List<NodeTuple> tuples = new ArrayList<>(parent.getValue());
        for (int i = 0; i < tuples.size(); i++) {
            if (isKey(tuples.get(i), key)) {
                tuples.set(i, new NodeTuple(tuples.get(i).getKeyNode(), value));
                parent.setValue(tuples);
                return;
            }
        }
        tuples.add(new NodeTuple(new ScalarNode(Tag.STR, key, null, null, ScalarStyle.PLAIN), value));
        parent.setValue(tuples);
    }
}
