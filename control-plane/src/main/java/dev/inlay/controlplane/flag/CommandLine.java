package dev.inlay.controlplane.flag;

import dev.inlay.program.flag.Flag;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.FlagParser;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.flag.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line: {@code --role sentry,operator} and the flags of these roles. Several roles share flags of one name, but
 * for their ports and addresses: those then have the name of the role before them, as {@code --sentry-port}. Immutable.
 */
public final class CommandLine {

    private static final String ROLE = "--role";
    private static final Set<String> EACH_ITS_OWN = Set.of("port", "listen-address");

    private final Set<Role> roles;
    private final ParsedFlags flags;

    private CommandLine(Set<Role> roles, ParsedFlags flags) {
        this.roles = roles;
        this.flags = flags;
    }

    /** The roles named by {@code --role}, which comes before all other arguments; empty if it is not there. */
    public static Optional<Set<Role>> roles(List<String> arguments) {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        String first = arguments.get(0);
        if (first.equals(ROLE) && arguments.size() > 1) {
            return parse(arguments.get(1));
        }
        return first.startsWith(ROLE + "=") ? parse(first.substring(ROLE.length() + 1)) : Optional.empty();
    }

    private static Optional<Set<Role>> parse(String names) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names.split(",", -1)) {
            Optional<Role> role = Role.named(name);
            if (role.isEmpty()) {
                return Optional.empty();
            }
            roles.add(role.get());
        }
        return Optional.of(roles);
    }

    /** What to say if no roles are named. */
    public static String expectedRoles() {
        return "expected: --role and one or more of " + Role.names() + ", separated by commas, as the first argument";
    }

    /**
     * Reads the arguments behind {@code --role}.
     *
     * @throws FlagMisuseException naming the first argument that is not understood
     */
    public static CommandLine read(Set<Role> roles, List<String> arguments) throws FlagMisuseException {
        int skipped = arguments.get(0).equals(ROLE) ? 2 : 1;
        List<String> rest = arguments.subList(skipped, arguments.size());
        return new CommandLine(roles, new FlagParser(known(roles), rest).parse());
    }

    /** The text of {@code --help}. */
    public static String usage(Set<Role> roles) {
        String program = roles.size() == 1 ? roles.iterator().next().lowerCase() : "control-plane";
        return Usage.of(program, known(roles));
    }

    private static List<Flag> known(Set<Role> roles) {
        Map<String, Flag> known = new LinkedHashMap<>();
        RoleFlags.COMMON.forEach(flag -> known.put(flag.name(), flag));
        for (Role role : roles) {
            for (Flag flag : role.flags()) {
                Flag named = new Flag(
                        name(roles, role, flag.name()),
                        flag.kind(),
                        flag.defaultText(),
                        flag.usage(),
                        flag.deprecation());
                known.putIfAbsent(named.name(), named);
            }
        }
        return new ArrayList<>(known.values());
    }

    private static String name(Set<Role> roles, Role role, String flag) {
        return roles.size() > 1 && EACH_ITS_OWN.contains(flag) ? role.lowerCase() + "-" + flag : flag;
    }

    public Set<Role> roles() {
        return EnumSet.copyOf(roles);
    }

    /** The flags that all roles have; also {@link ParsedFlags#helpWanted()} and warnings. */
    public ParsedFlags common() {
        return flags;
    }

    /** The port that a role listens on. */
    public int port(Role role) {
        return flags.number(name(roles, role, "port"));
    }

    /** The address that a role listens on; empty for all. */
    public String listenAddress(Role role) {
        return flags.text(name(roles, role, "listen-address"));
    }

    /** Any other flag of a role: none is of two kinds. */
    public ParsedFlags of(Role role) {
        if (!roles.contains(role)) {
            throw new IllegalArgumentException(
                    "this process is no " + role.lowerCase() + " but " + Arrays.toString(roles.toArray()));
        }
        return flags;
    }
}
