package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTests {

    @ParameterizedTest
    @CsvSource({
        "1.10.0, 1.9.9",
        "v2.0.0, 1.0.0",
        "1.0.0, 1.0.0-rc.1",
        "1.0.0-rc.10, 1.0.0-rc.9",
        "1.0.0-rc.1, 1.0.0-9",
        "1.0.0-rc.1, 1.0.0-rc"
    })
    void anOlderVersionIsADowngrade(String from, String to) {
        assertThat(Versions.isDowngrade(from, to)).isTrue();
        assertThat(Versions.isDowngrade(to, from)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1.0.0, 1.0.0", "1.0.0+a, 1.0.0+b", "latest, 1.0.0", "1.0.0, latest", "unknown, nightly"})
    void theSameAndWhatIsNoVersionIsNone(String from, String to) {
        assertThat(Versions.isDowngrade(from, to)).isFalse();
    }
}
