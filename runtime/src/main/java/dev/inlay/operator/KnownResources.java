package dev.inlay.operator;

import dev.inlay.component.ClusterResources;
import dev.inlay.component.Manifests;
import dev.inlay.component.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator has told so far. Thread-safe.
 *
 * <p>Invariant: a list takes the place of everything known of its kind only if nothing has been told of that kind since the
 * list was asked for; else what was told last would be lost.
 */
final class KnownResources {

    private static final Logger LOG = LoggerFactory.getLogger(KnownResources.class);

    private final ClusterResources reader;
    private final @Nullable String configuration;
    private final Map<ResourceKind, Known> kinds = new HashMap<>();
    private boolean isLoaded;

    /** @param changes how many events have come */
    private record Known(Map<String, Resource> byName, long changes) {

        static final Known NOTHING = new Known(Map.of(), 0);
    }

    /** @param configuration the name of the only Configuration that counts; null if none does */
    KnownResources(ClusterResources reader, @Nullable String configuration) {
        this.reader = reader;
        this.configuration = configuration;
    }

    /** Something that changes with each event about a kind; see {@link #replace}. */
    synchronized long changes(ResourceKind kind) {
        return known(kind).changes;
    }

    /**
     * Takes all objects of a kind.
     *
     * @param asOf {@link #changes} when they were asked for
     * @return false if something has been told since, so that nothing was taken
     * @throws dev.inlay.component.InvalidManifestException if one of them cannot be read
     */
    boolean replace(ResourceKind kind, List<byte[]> objects, long asOf) {
        Map<String, Resource> byName = new TreeMap<>();
        for (byte[] object : objects) {
            ClusterResources.Read read = reader.read(kind.name(), kind.apiVersion(), object);
            put(byName, read);
        }
        synchronized (this) {
            if (known(kind).changes != asOf) {
                return false;
            }
            kinds.put(kind, new Known(byName, asOf));
            return true;
        }
    }

    /**
     * Takes an event. A Configuration that is deleted stays in force: without it the application would be another one.
     *
     * @return whether it concerns the application
     * @throws dev.inlay.component.InvalidManifestException if its object cannot be read
     */
    boolean apply(ResourceKind kind, ResourceEvent event) {
        ClusterResources.Read read = reader.read(kind.name(), kind.apiVersion(), event.json());
        if (kind == ResourceKind.CONFIGURATION) {
            if (!read.name().equals(configuration)) {
                return false;
            }
            if (event.isDeleted()) {
                LOG.warn(
                        "The Configuration '{}' has been deleted; what it says stays in force until the next start",
                        configuration);
                return false;
            }
        }
        synchronized (this) {
            Known before = known(kind);
            Map<String, Resource> byName = new TreeMap<>(before.byName);
            put(byName, event.isDeleted() ? new ClusterResources.Read(read.name(), null) : read);
            kinds.put(kind, new Known(byName, before.changes + 1));
            return true;
        }
    }

    private static void put(Map<String, Resource> byName, ClusterResources.Read read) {
        Resource resource = read.resource();
        if (resource == null) {
            byName.remove(read.name());
        } else {
            byName.put(read.name(), resource);
        }
    }

    private Known known(ResourceKind kind) {
        return kinds.getOrDefault(kind, Known.NOTHING);
    }

    /** Notes that everything has been asked for once. */
    synchronized void loaded() {
        isLoaded = true;
    }

    /** What is known; null until everything has been asked for once. */
    synchronized @Nullable Manifests manifests() {
        if (!isLoaded) {
            return null;
        }
        List<Resource> resources = new ArrayList<>();
        ResourceKind.LISTED.forEach(kind -> resources.addAll(known(kind).byName.values()));
        return new Manifests(
                List.copyOf(known(ResourceKind.CONFIGURATION).byName.values()), resources);
    }
}
