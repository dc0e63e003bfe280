package dev.inlay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ObservationReferenceTests {

    private static final Path PAGE = Path.of("..", "docs", "reference", "observations.md");

    @Test
    void theReferencePageIsWhatTheEnumSays() throws IOException {
        if (Boolean.getBoolean("inlay.rewrite")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ObservationReference.markdown());
        }
        assertThat(PAGE)
                .as("written anew with -Dinlay.rewrite=true")
                .content()
                .isEqualTo(ObservationReference.markdown());
    }

    @Test
    void everyObservationAndKeyIsDescribed() {
        for (InlayObservation observation : InlayObservation.values()) {
            assertThat(observation.description()).isNotBlank();
            assertThat(observation.getLowCardinalityKeyNames())
                    .allSatisfy(key -> assertThat(key.description()).isNotBlank());
            assertThat(observation.getHighCardinalityKeyNames())
                    .allSatisfy(key -> assertThat(key.description()).isNotBlank());
        }
    }
}
