package dev.inlay.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Manifests with random damage. Whatever it is: the outcome is resources or faults, never another exception. The seed of
 * a failing run is in its message; give it as system property {@code inlay.fuzz.seed} to see the run again, and a number
 * as {@code inlay.fuzz.cases} to try more.
 */
class ResourceLoaderFuzzTests {

    private static final int CASES = Integer.getInteger("inlay.fuzz.cases", 5_000);

    private static final String[] SEEDS = {"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: statestore
          namespace: default
        spec:
          type: state.redis
          version: v1
          initTimeout: 10s
          ignoreErrors: true
          metadata:
          - name: redisHost
            value: "localhost:6379"
          - name: redisPassword
            secretKeyRef: {name: redis, key: password}
          - name: redisDB
            value: 0x1F
          - name: clientName
            envRef: HOSTNAME
        auth:
          secretStore: vault
        scopes: [orders, billing]
        """, """
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata: {name: config}
        spec:
          nameResolution: {component: sqlite, version: v1, configuration: &c {connectionString: /tmp/x, n: 1e3}}
          components: {deny: [state.in-memory]}
          more: [*c, *c, {<<: *c, a: ~}]
        ---
        # a comment
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: r}
        spec: {policies: {timeouts: {general: 5s}}, targets: {}}
        """};

    private static final String[] FRAGMENTS = {
        "---\n",
        "...\n",
        "- ",
        ": ",
        "? ",
        "&a ",
        "*a",
        "!!int ",
        "!!map ",
        "!!str",
        "!x ",
        "<<: ",
        "[",
        "]",
        "{",
        "}",
        "|\n",
        ">\n",
        "'",
        "\"",
        "\t",
        "#",
        "%YAML 1.2\n",
        "~",
        "null",
        ".inf",
        ".nan",
        "0x",
        "0b",
        "1_0",
        "1e999",
        "-.5",
        "\u0000",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\uD83D\uDE00",
        "\\x",
        "@",
        "`",
        "spec",
        "metadata",
        "true",
        "\r"
    };

    private final ResourceLoader loader = new ResourceLoader(new AppIdentity("orders", ""));

    @Test
    @Timeout(600)
    void damagedManifestsGiveResourcesOrFaultsAndNothingElse() {
        long seed = Long.getLong("inlay.fuzz.seed", new Random().nextLong());
        System.out.println("fuzzing the manifest loader with -Dinlay.fuzz.seed=" + seed);
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] content = damaged(random);
            try {
                accepted += read(content) ? 1 : 0;
            } catch (Exception | StackOverflowError e) {
                fail("seed " + seed + ", case " + i + ":\n" + new String(content, StandardCharsets.UTF_8), e);
            }
        }
        assertThat(accepted)
                .as("some survive, so that what follows parsing is tried too")
                .isBetween(1, CASES - 1);
    }

    /** Whether there were no faults. */
    private boolean read(byte[] content) {
        List<Fault> faults = new ArrayList<>();
        List<Resource> resources = loader.parse("fuzz.yaml", content, faults);
        resources.forEach(resource -> assertThat(resource.name()).isNotBlank());
        faults.forEach(fault -> assertThat(fault.problem()).isNotBlank());
        try {
            ComponentManifest.allOf(resources);
            ConfigurationManifest.of(resources);
        } catch (InvalidManifestException expected) {
            return false;
        }
        return faults.isEmpty();
    }

    private static byte[] damaged(Random random) {
        StringBuilder text = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
        int damages = 1 + random.nextInt(6);
        for (int i = 0; i < damages; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x180));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
                default -> text.insert(at, "\n");
            }
            if (text.isEmpty()) {
                text.append('x');
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
