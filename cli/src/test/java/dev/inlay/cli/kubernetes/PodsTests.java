package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodsTests {

    @Test
    void aPodThatIsBeingDeletedIsNotTheOneWhoseLogIsShown() {
        Pod leaving = new PodBuilder()
                .withNewMetadata()
                .withName("a")
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
        Pod staying =
                new PodBuilder().withNewMetadata().withName("b").endMetadata().build();

        assertThat(Stream.of(leaving, staying).min(Pods.STAYING_FIRST)).contains(staying);
    }
}
