package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.controlplane.operator.ResourceChange.Type;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What changes mean to applications in and out of scope. */
class ResourceChangeTests {

    @Test
    void withoutScopesItIsForAll() {
        assertThat(ResourceChange.creation(component("1"), "app")).isNotNull();
        assertThat(ResourceChange.update(component("1"), component("2"), "app"))
                .extracting(ResourceChange::type)
                .isEqualTo(Type.UPDATED);
        assertThat(ResourceChange.deletion(component("1"), "app")).isNotNull();
    }

    @Test
    void othersAreNotTold() {
        assertThat(ResourceChange.creation(component("1", "other"), "app")).isNull();
        assertThat(ResourceChange.update(component("1", "other"), component("2", "other"), "app"))
                .isNull();
        assertThat(ResourceChange.deletion(component("1", "other"), "app")).isNull();
    }

    @Test
    void leavingTheScopeIsADeletionOfWhatWas() {
        GenericKubernetesResource before = component("1", "app", "other");

        ResourceChange change = ResourceChange.update(before, component("2", "other"), "app");

        assertThat(change).isEqualTo(new ResourceChange(Type.DELETED, before));
    }

    @Test
    void enteringTheScopeIsACreation() {
        GenericKubernetesResource after = component("2", "other", "app");

        assertThat(ResourceChange.update(component("1", "other"), after, "app"))
                .isEqualTo(new ResourceChange(Type.CREATED, after));
    }

    @Test
    void lookingAgainIsNoChange() {
        assertThat(ResourceChange.update(component("1"), component("1"), "app")).isNull();
    }

    private static GenericKubernetesResource component(String version, String... scopes) {
        GenericKubernetesResource component = new GenericKubernetesResourceBuilder()
                .withNewMetadata()
                .withName("c")
                .withResourceVersion(version)
                .endMetadata()
                .build();
        component.setAdditionalProperty("scopes", List.of(scopes));
        return component;
    }
}
