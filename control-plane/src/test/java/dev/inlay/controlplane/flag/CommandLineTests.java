package dev.inlay.controlplane.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.program.flag.Flag;
import dev.inlay.program.flag.FlagMisuseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandLineTests {

    private static CommandLine read(String... arguments) throws FlagMisuseException {
        List<String> all = List.of(arguments);
        return CommandLine.read(CommandLine.roles(all).orElseThrow(), all);
    }

    @Test
    void oneRoleTakesTheFlagsOfItsProgram() throws Exception {
        CommandLine line = read("--role", "sentry", "--port", "6001", "-trust-domain=cluster.local");

        assertThat(line.roles()).containsExactly(Role.SENTRY);
        assertThat(line.port(Role.SENTRY)).isEqualTo(6001);
        assertThat(line.of(Role.SENTRY).text("trust-domain")).isEqualTo("cluster.local");
    }

    @Test
    void severalRolesEachHaveTheirOwnPort() throws Exception {
        CommandLine line = read("--role=operator,sentry,injector", "--sentry-port", "6001", "--mode", "kubernetes");

        assertThat(line.roles()).containsExactly(Role.SENTRY, Role.OPERATOR, Role.INJECTOR);
        assertThat(line.port(Role.SENTRY)).isEqualTo(6001);
        assertThat(line.port(Role.OPERATOR)).isEqualTo(6500);
        assertThat(line.port(Role.INJECTOR)).isEqualTo(4000);
        assertThatThrownBy(() -> read("--role=operator,sentry", "--port", "1"))
                .isInstanceOf(FlagMisuseException.class)
                .hasMessage("unknown flag: --port");
    }

    @Test
    void aRoleThatNobodyKnowsIsNone() {
        assertThat(CommandLine.roles(List.of("--role", "sentry,gardener"))).isEmpty();
        assertThat(CommandLine.roles(List.of("--port", "1"))).isEmpty();
    }

    @Test
    void flagsOfAnotherRoleAreNotKnown() {
        assertThatThrownBy(() -> read("--role", "injector", "--trust-domain", "x"))
                .isInstanceOf(FlagMisuseException.class)
                .hasMessage("unknown flag: --trust-domain");
    }

    @Test
    void noTwoRolesGiveOneFlagTwoMeanings() {
        Map<String, Flag> known = new HashMap<>();
        for (Role role : Role.values()) {
            for (Flag flag : role.flags()) {
                Flag other = known.putIfAbsent(flag.name(), flag);
                if (other != null && !Set.of("port", "listen-address").contains(flag.name())) {
                    assertThat(flag.kind()).isEqualTo(other.kind());
                    assertThat(flag.defaultText()).isEqualTo(other.defaultText());
                }
            }
        }
    }
}
