package dev.inlay.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ComponentManifestTests {

    private static ComponentManifest read(String spec) {
        Map<String, Object> body = new Yaml().load("spec: " + spec);
        return ComponentManifest.allOf(
                        List.of(new Resource("Component", "c", "", List.of(), body, ResourceSource.of("c.yaml"))))
                .get(0);
    }

    @Test
    void aReferenceToASecretWithoutNameAndKeyRefersToNothing() {
        assertThat(read("{type: state.x, metadata: [{name: a, value: b, secretKeyRef: {name: '', key: ''}}]}")
                        .metadata())
                .containsExactly(new MetadataItem.Value("a", "b"));
    }

    @Test
    void aReferenceToASecretThatNamesItsKeyOnlyIsAFault() {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> read("{type: state.x, metadata: [{name: a, secretKeyRef: {key: k}}]}"))
                .withMessageContaining("secretKeyRef.name");
    }

    @Test
    void caseDoesNotMatterInTheNamesOfFields() {
        assertThat(read("{Type: state.x, VERSION: v2, ignoreerrors: true}"))
                .extracting(ComponentManifest::type, ComponentManifest::version, ComponentManifest::ignoreErrors)
                .containsExactly("state.x", "v2", true);
    }
}
