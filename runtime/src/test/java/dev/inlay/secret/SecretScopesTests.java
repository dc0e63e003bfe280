package dev.inlay.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.ResourceSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Scopes of secrets are read and decided as Dapr does it. */
class SecretScopesTests {

    private final List<Fault> faults = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {storeName: vault}                                                         | true
            {storeName: vault, defaultAccess: deny}                                    | false
            {storeName: vault, defaultAccess: DENY}                                    | false
            {storeName: vault, defaultAccess: allow, deniedSecrets: [db]}              | false
            {storeName: vault, deniedSecrets: [other]}                                 | true
            {storeName: vault, defaultAccess: deny, allowedSecrets: [db]}              | true
            {storeName: vault, allowedSecrets: [other]}                                | false
            {storeName: vault, allowedSecrets: [db], deniedSecrets: [db]}              | true
            {storeName: other, defaultAccess: deny}                                    | true
            """)
    void allowedNamesRuleThenDeniedOnesThenTheDefault(String scope, boolean allowed) {
        assertThat(read("[" + scope + "]").allows("vault", "db")).isEqualTo(allowed);
        assertThat(faults).isEmpty();
    }

    @Test
    void everyFaultIsFound() {
        read("""
                - {storeName: vault, defaultAccess: maybe}
                - {storeName: vault}
                - {allowedSecrets: [db]}
                - {storeName: file, deniedSecrets: db}
                """);

        assertThat(faults)
                .extracting(Fault::toString)
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .contains("spec.secrets.scopes[0].defaultAccess", "'maybe'", "allow, deny"),
                        fault -> assertThat(fault).contains("spec.secrets.scopes[1].storeName", "'vault' is repeated"),
                        fault -> assertThat(fault).contains("spec.secrets.scopes[2].storeName", "is missing"),
                        fault -> assertThat(fault).contains("spec.secrets.scopes[3].deniedSecrets", "a list of texts"));
    }

    private SecretScopes read(String scopes) {
        return SecretScopes.of(
                new ConfigurationManifest(
                        new Yaml().load("secrets:\n  scopes:\n" + scopes.indent(4)),
                        ResourceSource.of("config.yaml"),
                        null,
                        List.of()),
                faults);
    }
}
