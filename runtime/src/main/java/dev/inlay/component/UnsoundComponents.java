package dev.inlay.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Components whose manifests are wrong, among objects that are independent of each other, as those of a cluster: a fault
 * concerns nobody but its own component, just as if that could not connect.
 *
 * @param sound the other manifests
 * @param failures the failure of each wrong component whose manifest does not ignore errors, by its name
 * @param ignored that of each whose manifest does
 */
public record UnsoundComponents(
        Manifests sound, Map<String, ComponentInitException> failures, Map<String, ComponentInitException> ignored) {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentRegistry.class);

    /**
     * Sets the wrong components apart.
     *
     * @throws InvalidManifestException as given, if anything else is wrong
     */
    public static UnsoundComponents of(Manifests all, InvalidManifestException wrong) {
        Map<String, ComponentInitException> failures = new LinkedHashMap<>();
        Map<String, ComponentInitException> ignored = new LinkedHashMap<>();
        List<Resource> sound = new ArrayList<>();
        List<Fault> unexplained = new ArrayList<>(wrong.faults());
        for (Resource resource : all.resources()) {
            List<Fault> own = wrong.faults().stream()
                    .filter(fault -> fault.source().equals(resource.source()))
                    .toList();
            if (own.isEmpty() || !resource.kind().equals("Component")) {
                sound.add(resource);
                continue;
            }
            unexplained.removeAll(own);
            ComponentManifest manifest = ComponentManifest.leniently(resource);
            String reason = own.stream().map(Fault::toString).collect(Collectors.joining("; "));
            ComponentInitException failure = new ComponentInitException(
                    manifest,
                    null,
                    "component " + manifest.displayName() + " cannot be made: " + reason,
                    new InvalidComponentException(
                            own.stream().map(Fault::afterDaprsWords).collect(Collectors.joining("; "))));
            (manifest.ignoreErrors() ? ignored : failures).put(resource.name(), failure);
        }
        if (!unexplained.isEmpty()) {
            throw wrong;
        }
        return new UnsoundComponents(all.withResources(sound), failures, ignored);
    }

    /** Writes Dapr's line about each of these components whose errors are ignored. */
    public void tellIgnored(List<String> names) {
        ignored.forEach((name, failure) -> {
            if (names.contains(name)) {
                LOG.error("Ignoring error processing component: {}", failure.inDaprsWords());
            }
        });
    }
}
