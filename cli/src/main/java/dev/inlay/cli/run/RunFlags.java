package dev.inlay.cli.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The flags that describe one application: Dapr's, each standing for a {@link Setting}. Values are taken as text and
 * read by the setting's kind, so that a flag and a template field accept the same and complain in the same words.
 */
final class RunFlags {

    private record Flag(Setting setting, String shortName, String label, String description) {
        OptionSpec toOption(boolean hidden) {
            OptionSpec.Builder option = shortName.isEmpty()
                    ? OptionSpec.builder(setting.flag())
                    : OptionSpec.builder(shortName, setting.flag());
            option.description(description).hidden(hidden);
            if (setting.kind() == Kind.FLAG) {
                return option.type(String.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .paramLabel("true|false")
                        .build();
            }
            option.paramLabel(label).arity("1");
            return setting.kind() == Kind.PATHS
                    ? option.type(List.class).auxiliaryTypes(String.class).build()
                    : option.type(String.class).build();
        }
    }

    private static final List<Flag> APPLICATION = List.of(
            new Flag(
                    Setting.APP_ID,
                    "-a",
                    "ID",
                    "The application's id, by which others call it. Default: two random words."),
            new Flag(
                    Setting.APP_PORT,
                    "-p",
                    "PORT",
                    "The port on which the application listens; it finds it in APP_PORT."),
            new Flag(
                    Setting.APP_PROTOCOL,
                    "-P",
                    "PROTOCOL",
                    "The protocol it speaks there: http, https, grpc, grpcs or h2c."),
            new Flag(Setting.APP_CHANNEL_ADDRESS, "", "HOST", "The address on which it listens. Default: 127.0.0.1."));

    private static final List<Flag> RUNTIME = List.of(
            new Flag(Setting.RESOURCES_PATHS, "", "PATH", "A folder with manifests. May be given several times."),
            new Flag(Setting.CONFIG_FILE_PATH, "-c", "FILE", "The Configuration manifest."),
            new Flag(Setting.DAPR_HTTP_PORT, "-H", "PORT", "The port of the HTTP API. Default: a free one."),
            new Flag(Setting.DAPR_GRPC_PORT, "-G", "PORT", "The port of the gRPC API. Default: a free one."),
            new Flag(
                    Setting.DAPR_INTERNAL_GRPC_PORT,
                    "-I",
                    "PORT",
                    "The port on which other instances reach this one. Default: a free one."),
            new Flag(Setting.METRICS_PORT, "-M", "PORT", "The port of the metrics. Default: a free one."),
            new Flag(
                    Setting.LOG_LEVEL, "", "LEVEL", "What the runtime logs: debug, info, warn, error, fatal or panic."),
            new Flag(
                    Setting.RUNTIME_PATH,
                    "",
                    "DIR",
                    "Take components and config.yaml from DIR/.dapr instead of ~/.inlay."));

    /** Dapr's deprecated name of --resources-path, and what only a daprd process could heed. */
    private static final List<Flag> ACCEPTED = accepted();

    private RunFlags() {}

    private static List<Flag> accepted() {
        List<Flag> flags = new ArrayList<>();
        flags.add(new Flag(Setting.RESOURCES_PATH, "-d", "PATH", "Same as --resources-path."));
        Arrays.stream(Setting.values())
                .filter(setting -> setting.hasNoEffect() && !setting.flag().isEmpty())
                .map(setting -> new Flag(
                        setting, setting == Setting.UNIX_DOMAIN_SOCKET ? "-u" : "", "VALUE", "Meant for daprd."))
                .forEach(flags::add);
        return List.copyOf(flags);
    }

    static void addTo(CommandSpec command) {
        command.addArgGroup(group("%nThe application:%n", APPLICATION, 1));
        command.addArgGroup(group("%nThe runtime inside it:%n", RUNTIME, 2));
        ACCEPTED.forEach(flag -> command.addOption(flag.toOption(true)));
    }

    private static ArgGroupSpec group(String heading, List<Flag> flags, int order) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading(heading).validate(false).order(order);
        flags.forEach(flag -> group.addArg(flag.toOption(false)));
        return group.build();
    }

    /** The names of the given flags, as the user knows them. */
    static List<String> given(ParseResult parsed) {
        return Arrays.stream(Setting.values())
                .filter(setting -> matched(parsed, setting).isPresent())
                .map(Setting::flag)
                .toList();
    }

    /**
     * Puts the given flags into a section.
     *
     * @throws ParameterException with every value that a flag does not accept
     */
    static void read(ParseResult parsed, Section section) {
        List<Fault> faults = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            matched(parsed, setting).ifPresent(option -> {
                Object raw = option.getValue();
                try {
                    section.put(setting, setting.kind().read(raw), "");
                } catch (Kind.UnexpectedValue e) {
                    faults.add(
                            section.fault(setting, "'" + raw + "' is not expected (expected: " + e.getMessage() + ")"));
                }
            });
        }
        if (!faults.isEmpty()) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), Fault.describe("Flags that cannot be used:", faults));
        }
    }

    private static Optional<OptionSpec> matched(ParseResult parsed, Setting setting) {
        return setting.flag().startsWith("-")
                ? Optional.ofNullable(parsed.matchedOption(setting.flag()))
                : Optional.empty();
    }
}
