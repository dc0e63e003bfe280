package dev.inlay.component;

import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.ConstructorException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as manifests use it: what JSON can hold and no more, read as Dapr reads it ({@code 12:30} and {@code 2024-01-01}
 * are text, {@code yes} is true), with limits against documents that are small to write and large to hold.
 */
final class ManifestYaml {

    /** How many times a document may repeat a list or map by an alias. */
    private static final int MAX_ALIASES = 20;

    private static final int MAX_NESTING = 50;

    /** Longer numbers are read as text: reading a number takes time in the square of its length. */
    private static final int MAX_NUMBER_LENGTH = 64;

    /** In characters, one document. */
    static final int MAX_DOCUMENT_SIZE = 3 << 20;

    private ManifestYaml() {}

    /** A reader for one document or several. Not thread-safe. */
    static Yaml create() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        limits.setAllowRecursiveKeys(false);
        limits.setMaxAliasesForCollections(MAX_ALIASES);
        limits.setNestingDepthLimit(MAX_NESTING);
        limits.setCodePointLimit(MAX_DOCUMENT_SIZE);
        limits.setTagInspector(tag -> false);
        DumperOptions unused = new DumperOptions();
        return new Yaml(
                new JsonTypesConstructor(limits), new Representer(unused), unused, limits, new JsonTypesResolver());
    }

    /** Constructs nothing but null, booleans, numbers, text, lists and maps. */
    private static final class JsonTypesConstructor extends SafeConstructor {

        private static final Set<Tag> JSON_TYPES =
                Set.of(Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.STR, Tag.SEQ, Tag.MAP);

        JsonTypesConstructor(LoaderOptions limits) {
            super(limits);
            // The entry without a tag refuses what has no other entry.
            yamlConstructors.keySet().removeIf(tag -> tag != null && !JSON_TYPES.contains(tag));
        }

        @Override
        protected Object constructObject(Node node) {
            if (JSON_TYPES.contains(node.getTag()) && !hasTagOfItsKind(node)) {
                throw new MisfitException(node);
            }
            try {
                return super.constructObject(node);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                // What SafeConstructor lets through for scalars that do not fit their explicit tag, as `!!int x`.
                throw new MisfitException(node);
            }
        }

        private static boolean hasTagOfItsKind(Node node) {
            return switch (node.getNodeId()) {
                case mapping -> node.getTag().equals(Tag.MAP);
                case sequence -> node.getTag().equals(Tag.SEQ);
                default -> !node.getTag().equals(Tag.MAP) && !node.getTag().equals(Tag.SEQ);
            };
        }
    }

    /** Written with an explicit tag that is not for it, as {@code !!map x}. */
    private static final class MisfitException extends ConstructorException {
        MisfitException(Node node) {
            super(null, (Mark) null, "this does not fit its tag " + node.getTag(), node.getStartMark(), null);
        }
    }

    /** Tells the type of a plain scalar as Dapr's YAML library does, without YAML 1.1's base 60 and timestamps. */
    private static final class JsonTypesResolver extends Resolver {

        private static final Pattern INTEGER =
                Pattern.compile("[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO", 10);
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
            addImplicitResolver(Tag.NULL, NULL, "~nN\0", 10);
            addImplicitResolver(Tag.NULL, EMPTY, null, 10);
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            if (kind == NodeId.scalar && value != null && value.length() > MAX_NUMBER_LENGTH) {
                return Tag.STR;
            }
            return super.resolve(kind, value, implicit);
        }
    }
}
