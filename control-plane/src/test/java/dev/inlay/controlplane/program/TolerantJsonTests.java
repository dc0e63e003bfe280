package dev.inlay.controlplane.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.PodList;
import org.junit.jupiter.api.Test;

/** How lists without items are read. */
class TolerantJsonTests {

    @Test
    void aListThatIsNullIsEmpty() {
        String json = "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":null}";

        assertThat(TolerantJson.serialization().unmarshal(json, PodList.class).getItems())
                .isEmpty();
        assertThat(TolerantJson.serialization()
                        .unmarshal(json, GenericKubernetesResourceList.class)
                        .getItems())
                .isEmpty();
    }

    @Test
    void aListWithoutMetadataHasEmptyMetadata() {
        String json = "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":[]}";

        assertThat(TolerantJson.serialization().unmarshal(json, PodList.class).getMetadata())
                .isEqualTo(new ListMeta());
        assertThat(TolerantJson.serialization()
                        .unmarshal(json, GenericKubernetesResourceList.class)
                        .getMetadata())
                .isEqualTo(new ListMeta());
    }

    @Test
    void metadataOfAListIsKept() {
        String json = "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}";

        assertThat(TolerantJson.serialization()
                        .unmarshal(json, PodList.class)
                        .getMetadata()
                        .getResourceVersion())
                .isEqualTo("7");
    }
}
