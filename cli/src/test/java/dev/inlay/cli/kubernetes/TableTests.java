package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTests {

    @Test
    void aColumnThatIsBlankInEveryRowIsLeftOut() {
        assertThat(Table.lines(
                        List.of("NAME", "PORT", "AGE"),
                        List.of(Map.of("NAME", "orders", "AGE", "1d"), Map.of("NAME", "a", "PORT", " "))))
                .containsExactly("NAME    AGE", "orders  1d", "a");
    }

    @Test
    void anAgeIsInTheLargestUnitThatIsExceeded() {
        Instant created = Instant.parse("2026-11-01T10:00:00Z");

        assertThat(Table.age(created, created.plusSeconds(60))).isEqualTo("60s");
        assertThat(Table.age(created, created.plusSeconds(61))).isEqualTo("1m");
        assertThat(Table.age(created, created.plusSeconds(3601))).isEqualTo("1h");
        assertThat(Table.age(created, created.plusSeconds(2 * 86_400 + 5))).isEqualTo("2d");
    }
}
