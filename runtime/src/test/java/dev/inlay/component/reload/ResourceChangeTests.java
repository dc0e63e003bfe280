package dev.inlay.component.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import dev.inlay.component.reload.ResourceChange.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What differs between two readings of the manifests. */
class ResourceChangeTests {

    @Test
    void whatIsNewChangedOrGoneIsTold() {
        List<Resource> before = List.of(
                resource("Component", "kept", 1), resource("Component", "edited", 1), resource("Component", "gone", 1));
        List<Resource> after = List.of(
                resource("Component", "edited", 2), resource("Component", "kept", 1), resource("Resiliency", "new", 1));

        assertThat(ResourceChange.between(before, after))
                .containsExactly(
                        new ResourceChange("Component", "edited", Type.UPDATED),
                        new ResourceChange("Component", "gone", Type.DELETED),
                        new ResourceChange("Resiliency", "new", Type.CREATED));
    }

    @Test
    void aResourceThatMovedToAnotherFileIsTheSame() {
        Resource moved =
                new Resource("Component", "a", "", List.of(), Map.of("value", 1), ResourceSource.of("elsewhere.yaml"));

        assertThat(ResourceChange.between(List.of(resource("Component", "a", 1)), List.of(moved)))
                .isEmpty();
    }

    @Test
    void oneNameInTwoKindsIsTwoResources() {
        assertThat(ResourceChange.between(
                        List.of(resource("Component", "a", 1)),
                        List.of(resource("Component", "a", 1), resource("HTTPEndpoint", "a", 1))))
                .containsExactly(new ResourceChange("HTTPEndpoint", "a", Type.CREATED));
    }

    @Test
    void theOrderOfConfigurationsThatAreMergedCounts() {
        Resource first = resource("Configuration", "config", 1);
        Resource second = resource("Configuration", "config", 2);

        assertThat(ResourceChange.between(List.of(first, second), List.of(second, first)))
                .containsExactly(new ResourceChange("Configuration", "config", Type.UPDATED));
    }

    private static Resource resource(String kind, String name, int value) {
        return new Resource(kind, name, "", List.of(), Map.of("value", value), ResourceSource.of("file.yaml"));
    }
}
