package dev.inlay.controlplane.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What annotations mean. */
class AnnotationTests {

    @ParameterizedTest
    @EnumSource(Annotation.class)
    void theUserGuideKnowsEachWithItsDefault(Annotation annotation) throws IOException {
        String shown = annotation.defaultText().isEmpty() ? "" : "`" + annotation.defaultText() + "`";

        assertThat(Files.readString(Path.of("../docs/injector.md")))
                .contains("| `" + annotation.key() + "` | " + shown + " |");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Yes", "TRUE", "t", "on", "1"})
    void theseMeanYes(String text) {
        assertThat(PodAnnotations.isTruthy(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "false", "2", "enabled"})
    void allOthersMeanNo(String text) {
        assertThat(PodAnnotations.isTruthy(text)).isFalse();
    }

    @Test
    void onlyTheWordTrueAsksForInjection() {
        assertThat(annotations("dapr.io/enabled", "True").asksForInjection()).isTrue();
        assertThat(annotations("dapr.io/enabled", "yes").asksForInjection()).isFalse();
        assertThat(annotations("dapr.io/app-id", "a").asksForInjection()).isFalse();
    }

    @Test
    void aNumberThatIsNoneKeepsTheDefaultAndIsWarnedAbout() {
        List<String> warnings = new ArrayList<>();
        PodAnnotations annotations = new PodAnnotations(Map.of("dapr.io/grpc-port", "x"), warnings::add);

        assertThat(annotations.number(Annotation.GRPC_PORT)).isEqualTo(50001);
        assertThat(warnings)
                .containsExactly(
                        "Annotation dapr.io/grpc-port is 'x' and is ignored (expected: a whole number, as 50001)");
    }

    private static PodAnnotations annotations(String key, String value) {
        return new PodAnnotations(Map.of(key, value), warning -> {});
    }
}
