package dev.inlay.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCatalogueTests {

    private static final Path PAGES = Path.of("..", "docs", "errors");

    @ParameterizedTest
    @EnumSource
    void everyRowStandsOnThePageOfItsCode(ErrorCode row) throws IOException {
        String page = Files.readString(PAGES.resolve(row.code() + ".md"));
        assertThat(page)
                .startsWith("# " + row.code())
                .contains("| " + row.httpStatus() + " | " + row.grpcStatus() + " |")
                .contains("What to do");
    }

    @Test
    void everyPageBelongsToACodeAndIsInTheIndex() throws IOException {
        List<String> codes = Arrays.stream(ErrorCode.values())
                .map(ErrorCode::code)
                .distinct()
                .sorted()
                .toList();
        try (Stream<Path> files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("README.md"))
                            .map(name -> name.replace(".md", ""))
                            .sorted()
                            .collect(Collectors.toList()))
                    .isEqualTo(codes);
        }
        String index = Files.readString(PAGES.resolve("README.md"));
        assertThat(codes).allSatisfy(code -> assertThat(index).contains("(" + code + ".md)"));
    }
}
