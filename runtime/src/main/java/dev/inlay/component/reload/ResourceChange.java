package dev.inlay.component.reload;

import dev.inlay.component.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One resource that is another than before. Where it stands does not matter, only what it says.
 *
 * @param kind as {@code Component}
 * @param name {@code metadata.name}
 */
public record ResourceChange(String kind, String name, Type type) {

    /** What became of a resource. */
    public enum Type {
        CREATED,
        UPDATED,
        DELETED
    }

    private record Identity(String kind, String name) {}

    /** What differs: resources of before in their order, then those that are new. */
    public static List<ResourceChange> between(List<Resource> before, List<Resource> after) {
        Map<Identity, List<Map<String, Object>>> old = contents(before);
        Map<Identity, List<Map<String, Object>>> present = contents(after);
        List<ResourceChange> changes = new ArrayList<>();
        old.forEach((identity, content) -> {
            List<Map<String, Object>> now = present.get(identity);
            if (now == null) {
                changes.add(new ResourceChange(identity.kind(), identity.name(), Type.DELETED));
            } else if (!now.equals(content)) {
                changes.add(new ResourceChange(identity.kind(), identity.name(), Type.UPDATED));
            }
        });
        present.keySet().stream()
                .filter(identity -> !old.containsKey(identity))
                .forEach(identity -> changes.add(new ResourceChange(identity.kind(), identity.name(), Type.CREATED)));
        return changes;
    }

    /** Several Configurations may share a name: they are merged in their order. */
    private static Map<Identity, List<Map<String, Object>>> contents(List<Resource> resources) {
        Map<Identity, List<Map<String, Object>>> contents = new LinkedHashMap<>();
        resources.forEach(resource -> contents.computeIfAbsent(
                        new Identity(resource.kind(), resource.name()), identity -> new ArrayList<>())
                .add(resource.body()));
        return contents;
    }
}
