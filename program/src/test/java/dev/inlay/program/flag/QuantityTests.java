package dev.inlay.program.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTests {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1048576,1048576",
        "4Mi,4194304",
        "4Ki,4096",
        "1.5Gi,1610612736",
        "500k,500000",
        "1e6,1000000",
        "1E3,1000",
        "2E,2000000000000000000",
        "-1,-1",
        ".5Ki,512",
        "2.,2"
    })
    void aQuantityIsANumberOfBytes(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "4Q", "4 Mi", "1500m", "0.1", "4MiMi", "9Ei9", "16Ei", "1e999", "Mi", "."})
    void anythingElseIsRefusedWithTheExpectedForm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quantity.bytes(text))
                .withMessage("'" + text
                        + "' is not a whole number of bytes (expected: number and unit, as 4Mi, 500k or 1048576)");
    }
}
