package dev.inlay.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input that no editor would write by mistake. Each is refused quickly, with a fault that says why. */
@Timeout(10)
class HostileManifestTests {

    private static final String HEAD =
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: evil}\nspec: {type: state.redis}\n";

    private final ResourceLoader loader = new ResourceLoader(new AppIdentity("orders", ""));
    private final List<Fault> faults = new ArrayList<>();

    static Stream<Arguments> refused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        StringBuilder wideLaughs = new StringBuilder("a0: &a0 [" + "ha, ".repeat(30_000) + "]\n");
        wideLaughs.append("a1: [*a0, *a0, *a0, *a0, *a0]\n");
        return Stream.of(
                Arguments.of("billion laughs", HEAD + laughs, "aliases"),
                Arguments.of("a few aliases of a long list", HEAD + wideLaughs, "more than 100000 values"),
                Arguments.of("a list in itself", HEAD + "x: &x [*x]\n", "levels"),
                Arguments.of("a map as its own key", HEAD + "? &x {a: *x}\n: y\n", "ecursive"),
                Arguments.of("deep nesting in flow style", HEAD + "x: " + "[".repeat(5_000), "Depth"),
                Arguments.of("deep nesting in block style", HEAD + "x:\n " + "- ".repeat(5_000), "Depth"),
                Arguments.of("a tab", HEAD + "x:\n\t- y\n", "TAB"),
                Arguments.of("duplicate keys", HEAD + "x: 1\nx: 2\n", "duplicate key x"),
                Arguments.of("keys that are equal as text", HEAD + "1: a\n\"1\": b\n", "is there twice"),
                Arguments.of("a list as key", HEAD + "? [a]\n: b\n", "has a key"),
                Arguments.of("a Java class", HEAD + "x: !!java.net.URL [http://localhost]\n", "java.net.URL"),
                Arguments.of("a local tag", HEAD + "x: !Ref y\n", "!Ref"),
                Arguments.of("binary data", HEAD + "x: !!binary aGVsbG8=\n", "binary"),
                Arguments.of("a set", HEAD + "x: !!set {a, b}\n", "set"),
                Arguments.of("a number that is none", HEAD + "x: !!int abc\n", "does not fit its tag"),
                Arguments.of("an empty number", HEAD + "x: !!int ''\n", "found empty value"),
                Arguments.of("a list that is none", HEAD + "x: !!seq y\n", "does not fit its tag"),
                Arguments.of("a map as a number", HEAD + "x: !!int {a: b}\n", "does not fit its tag"),
                Arguments.of("infinity", HEAD + "x: .inf\n", "no finite number"),
                Arguments.of("infinity as a key", HEAD + "x: {.inf}\n", "no finite number"),
                Arguments.of("an unknown alias", HEAD + "x: *nobody\n", "nobody"),
                Arguments.of("a control character", HEAD + "x: \u0007\n", "special characters"),
                Arguments.of("plain text", "hello", "is text (expected: a map"),
                Arguments.of("a number", "42", "is a number (expected: a map"),
                Arguments.of("more than a document may have", HEAD + "x: " + "y".repeat(3 << 20), "exceeds the limit"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedWithAReason(String what, String yaml, String reason) {
        List<Resource> resources = loader.parse("evil.yaml", yaml.getBytes(StandardCharsets.UTF_8), faults);

        assertThat(resources).as(what).isEmpty();
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).source().location()).isEqualTo("evil.yaml");
        assertThat(faults.get(0).toString()).contains(reason);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThat(loader.parse("evil.yaml", new byte[] {'a', ':', ' ', (byte) 0xC3, 0x28}, faults))
                .isEmpty();
        assertThat(faults).singleElement().hasToString("evil.yaml: is not text in UTF-8 (expected: YAML in UTF-8)");
    }

    @Test
    void hugeNumbersAreReadAsTextInsteadOfForHours() {
        String digits = "9".repeat(1_000_000);
        List<Resource> resources =
                loader.parse("a.yaml", (HEAD + "x: " + digits + "\n").getBytes(StandardCharsets.UTF_8), faults);
        assertThat(resources).singleElement().satisfies(resource -> assertThat(resource.body())
                .containsEntry("x", digits));
    }

    @Test
    void badYamlIsNotQuotedBecauseItMayHoldSecrets() {
        loader.parse("a.yaml", (HEAD + "redisPassword: 'hunter2\nother: x\n").getBytes(StandardCharsets.UTF_8), faults);
        assertThat(faults).singleElement().asString().doesNotContain("hunter2").contains("line ");
    }
}
