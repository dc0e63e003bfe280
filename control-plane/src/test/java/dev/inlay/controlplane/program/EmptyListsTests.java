package dev.inlay.controlplane.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.PodList;
import org.junit.jupiter.api.Test;

/** How lists without items are read. */
class EmptyListsTests {

    @Test
    void aListThatIsNullIsEmpty() {
        String json = "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":null}";

        assertThat(EmptyLists.serialization().unmarshal(json, PodList.class).getItems())
                .isEmpty();
        assertThat(EmptyLists.serialization()
                        .unmarshal(json, GenericKubernetesResourceList.class)
                        .getItems())
                .isEmpty();
    }
}
