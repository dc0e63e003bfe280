package dev.inlay.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LinePumpTests {

    @Test
    void carriesLinesOfEitherEndingAndTheLastUnendedOne() {
        assertThat(carried("one\r\n\ntwo\nünended")).containsExactly("one", "", "two", "ünended");
    }

    @Test
    void breaksALineThatDoesNotEnd() {
        List<String> lines = carried("x".repeat(LinePump.LONGEST_LINE + 1));
        assertThat(lines).extracting(String::length).containsExactly(LinePump.LONGEST_LINE, 1);
    }

    private static List<String> carried(String text) {
        List<String> lines = new CopyOnWriteArrayList<>();
        assertThat(LinePump.start("test", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines::add))
                .succeedsWithin(Duration.ofSeconds(10));
        return lines;
    }
}
