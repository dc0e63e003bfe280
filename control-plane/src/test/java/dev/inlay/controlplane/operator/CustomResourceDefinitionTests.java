package dev.inlay.controlplane.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is installed in a cluster is what the operator reads there. */
class CustomResourceDefinitionTests {

    private static final Path DEFINITIONS = Path.of("..", "k8s", "crds");

    private static CustomResourceDefinition definition(ResourceKind kind) throws IOException {
        try (InputStream file = Files.newInputStream(DEFINITIONS.resolve(kind.plural() + ".yaml"))) {
            return Serialization.unmarshal(file, CustomResourceDefinition.class);
        }
    }

    @ParameterizedTest
    @EnumSource(ResourceKind.class)
    void aKindIsDefinedAsItIsRead(ResourceKind kind) throws IOException {
        ResourceDefinitionContext read = kind.context();
        CustomResourceDefinition definition = definition(kind);

        assertThat(definition.getMetadata().getName()).isEqualTo(read.getPlural() + "." + read.getGroup());
        assertThat(definition.getSpec().getGroup()).isEqualTo(read.getGroup());
        assertThat(definition.getSpec().getScope()).isEqualTo("Namespaced");
        assertThat(definition.getSpec().getNames().getKind()).isEqualTo(read.getKind());
        assertThat(definition.getSpec().getNames().getPlural()).isEqualTo(read.getPlural());
    }

    @ParameterizedTest
    @EnumSource(ResourceKind.class)
    void theVersionThatIsReadIsTheOneThatIsStored(ResourceKind kind) throws IOException {
        assertThat(definition(kind).getSpec().getVersions())
                .filteredOn(CustomResourceDefinitionVersion::getStorage)
                .singleElement()
                .satisfies(stored -> {
                    assertThat(stored.getName()).isEqualTo(kind.version());
                    assertThat(stored.getServed()).isTrue();
                });
    }

    @Test
    void versionsOfSubscriptionsAreConvertedByTheOperator() throws IOException {
        CustomResourceDefinition subscriptions = definition(ResourceKind.SUBSCRIPTION);
        assertThat(subscriptions.getSpec().getVersions())
                .extracting(CustomResourceDefinitionVersion::getName)
                .containsExactly("v1alpha1", "v2alpha1");
        assertThat(subscriptions.getSpec().getConversion().getStrategy()).isEqualTo("Webhook");
    }

    @Test
    void nothingIsDefinedThatNobodyReads() throws IOException {
        try (Stream<Path> files = Files.list(DEFINITIONS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(ResourceKind.values())
                            .map(kind -> kind.plural() + ".yaml")
                            .toList());
        }
    }
}
