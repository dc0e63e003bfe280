package dev.inlay.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTests {

    private static final List<String> KNOWN = List.of("appID", "appPort", "appProtocol", "resourcesPaths", "env");

    @Test
    void findsANameThatDiffersInFewLettersOrInCase() {
        assertThat(NearestName.of("appport", KNOWN)).contains("appPort");
        assertThat(NearestName.of("resourcePaths", KNOWN)).contains("resourcesPaths");
        assertThat(NearestName.of("appId", KNOWN)).contains("appID");
        assertThat(NearestName.of("evn", KNOWN)).contains("env");
    }

    @Test
    void doesNotGuess() {
        assertThat(NearestName.of("replicas", KNOWN)).isEmpty();
    }
}
