package dev.inlay.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Dapr's manifests from files and folders. Where Dapr warns and goes on without a bad manifest, this collects
 * every fault of every file and throws once.
 *
 * <p>Reads files: not for event-loop threads. Thread-safe.
 */
public final class ResourceLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceLoader.class);

    private static final long MAX_FILE_SIZE = 16 << 20;
    private static final String GROUP = "dapr.io/";
    private static final Map<String, Set<String>> KNOWN_KINDS = Map.of(
            "dapr.io/v1alpha1",
            Set.of(
                    "Component",
                    "Configuration",
                    "HTTPEndpoint",
                    "MCPServer",
                    "Resiliency",
                    "Subscription",
                    "WorkflowAccessPolicy"),
            "dapr.io/v2alpha1",
            Set.of("Subscription"));

    private final AppIdentity app;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param app whose scopes and namespace decide which manifests count */
    public ResourceLoader(AppIdentity app) {
        this.app = app;
    }

    /**
     * The resources in these files and folders, in their order; a folder's files (.yaml and .yml, not those of its
     * folders) by name. Left out are empty documents, other programs' documents (with a warning), and manifests for other
     * namespaces or app ids. A file that is reached in two ways is read once.
     *
     * @throws InvalidManifestException with every fault found: unreadable files, bad YAML, bad envelopes, two resources
     *     of one kind and name (Configurations excepted, they are merged)
     */
    public List<Resource> load(List<Path> paths) {
        List<Fault> faults = new ArrayList<>();
        List<Resource> resources = new ArrayList<>();
        for (Path file : files(paths, faults)) {
            byte[] content = read(file, faults);
            if (content != null) {
                resources.addAll(parse(file.toString(), content, faults));
            }
        }
        faults.addAll(duplicates(resources));
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return List.copyOf(resources);
    }

    private List<Path> files(List<Path> paths, List<Fault> faults) {
        List<Path> files = new ArrayList<>();
        Set<Path> seen = new LinkedHashSet<>();
        for (Path path : paths) {
            try {
                for (Path file : Files.isDirectory(path) ? manifestsIn(path) : List.of(path)) {
                    if (seen.add(file.toRealPath())) {
                        files.add(file);
                    }
                }
            } catch (IOException e) {
                faults.add(unreadable(path, e));
            }
        }
        return files;
    }

    private List<Path> manifestsIn(Path folder) throws IOException {
        List<Path> manifests = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> byName = entries.sorted(
                            Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
            for (Path entry : byName) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry)) {
                    continue;
                } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                    manifests.add(entry);
                } else {
                    warnOnce(entry + " is not read: its name does not end in .yaml or .yml");
                }
            }
        }
        return manifests;
    }

    private static byte @Nullable [] read(Path file, List<Fault> faults) {
        try {
            if (Files.size(file) > MAX_FILE_SIZE) {
                faults.add(new Fault(
                        ResourceSource.of(file.toString()),
                        "",
                        "has " + Files.size(file) + " bytes (expected: at most " + MAX_FILE_SIZE + ")"));
                return null;
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            faults.add(unreadable(file, e));
            return null;
        }
    }

    private static Fault unreadable(Path path, IOException e) {
        String problem = Files.exists(path)
                ? "cannot be read: " + e
                : "does not exist (expected: a file, or a folder with .yaml or .yml files)";
        return new Fault(ResourceSource.of(path.toString()), "", problem);
    }

    /** The resources in one file's content. What is wrong is added to the faults. */
    List<Resource> parse(String location, byte[] content, List<Fault> faults) {
        List<Resource> resources = new ArrayList<>();
        for (YamlDocuments.Document document : YamlDocuments.parse(location, content, faults)) {
            Resource resource = resource(document, faults);
            if (resource != null && resource.isFor(app)) {
                resources.add(resource);
            }
        }
        return resources;
    }

    private @Nullable Resource resource(YamlDocuments.Document document, List<Fault> faults) {
        ResourceSource source = document.source();
        if (!(document.content() instanceof Map<?, ?> content)) {
            faults.add(new Fault(
                    source,
                    "",
                    "is " + ManifestFields.kindOf(document.content())
                            + " (expected: a map with apiVersion, kind, metadata and spec)"));
            return null;
        }
        if (!isManifest(content, source, faults)) {
            return null;
        }
        Map<String, Object> body = ManifestBody.of(source, content, faults);
        return body == null ? null : envelope(body, source, faults);
    }

    /** Whether a document is one of the manifests that are known here. Documents of other programs may lie beside them. */
    private boolean isManifest(Map<?, ?> content, ResourceSource source, List<Fault> faults) {
        String apiVersion = ScalarText.of(content.get("apiVersion"));
        String kind = ScalarText.of(content.get("kind"));
        if (apiVersion.isEmpty() && isKnownKind(kind)) {
            faults.add(new Fault(source, "apiVersion", "is missing (expected: dapr.io/v1alpha1)"));
            return false;
        } else if (kind.isEmpty() && apiVersion.startsWith(GROUP)) {
            faults.add(new Fault(source, "kind", "is missing (expected: " + knownKinds() + ")"));
            return false;
        } else if (KNOWN_KINDS.getOrDefault(apiVersion, Set.of()).contains(kind)) {
            return true;
        }
        warnOnce(source + " is skipped: apiVersion '" + apiVersion + "' and kind '" + kind
                + "' are not known here (expected: dapr.io/v1alpha1 and " + knownKinds() + ")");
        return false;
    }

    /** A folder may be read again and again. */
    private void warnOnce(String warning) {
        if (told.add(warning)) {
            LOG.warn(warning);
        }
    }

    private static boolean isKnownKind(String kind) {
        return KNOWN_KINDS.values().stream().anyMatch(kinds -> kinds.contains(kind));
    }

    private static String knownKinds() {
        return "one of "
                + String.join(
                        ", ",
                        KNOWN_KINDS.getOrDefault("dapr.io/v1alpha1", Set.of()).stream()
                                .sorted()
                                .toList());
    }

    /** A resource, if its body has what all have. */
    static @Nullable Resource envelope(Map<String, Object> body, ResourceSource source, List<Fault> faults) {
        int before = faults.size();
        ManifestFields fields = ManifestFields.of(source, body, faults);
        ManifestFields metadata = fields.child("metadata");
        Resource resource = new Resource(
                fields.text("kind"),
                metadata.requiredText("name", "statestore"),
                metadata.text("namespace"),
                fields.texts("scopes"),
                body,
                source);
        return faults.size() == before ? resource : null;
    }

    private static List<Fault> duplicates(List<Resource> resources) {
        List<Fault> faults = new ArrayList<>();
        Map<String, Resource> seen = new HashMap<>();
        for (Resource resource : resources) {
            String identity = resource.kind() + " '" + resource.name() + "'";
            Resource first = resource.kind().equals("Configuration") ? null : seen.putIfAbsent(identity, resource);
            if (first != null) {
                faults.add(new Fault(
                        resource.source(),
                        "metadata.name",
                        identity + " is already defined in " + first.source()
                                + " (expected: one definition; rename or delete one)"));
            }
        }
        return faults;
    }
}
