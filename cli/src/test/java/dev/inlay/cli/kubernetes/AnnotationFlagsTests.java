package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AnnotationFlagsTests {

    /** The one list of them that the injector reads; this module imports no other. */
    private static final Path LIST =
            Path.of("../control-plane/src/main/java/dev/inlay/controlplane/annotation/Annotation.java");

    @Test
    void eachAnnotationThatTheInjectorKnowsHasAnOption() throws IOException {
        assertThat(AnnotationFlags.annotations())
                .containsExactlyInAnyOrderElementsOf(
                        Pattern.compile("[A-Z]\\(\"((?:dapr\\.io|inlay\\.dev)/[a-z0-9-]+)\"")
                                .matcher(Files.readString(LIST))
                                .results()
                                .map((MatchResult match) -> match.group(1))
                                .filter(name -> !name.equals("dapr.io/enabled"))
                                .toList());
    }
}
