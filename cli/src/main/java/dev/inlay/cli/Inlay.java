package dev.inlay.cli;

import dev.inlay.cli.kubernetes.AnnotateCommand;
import dev.inlay.cli.kubernetes.ComponentsCommand;
import dev.inlay.cli.kubernetes.ConfigurationsCommand;
import dev.inlay.cli.kubernetes.InitCommand;
import dev.inlay.cli.kubernetes.ListCommand;
import dev.inlay.cli.kubernetes.LogsCommand;
import dev.inlay.cli.kubernetes.MtlsCommand;
import dev.inlay.cli.kubernetes.StatusCommand;
import dev.inlay.cli.kubernetes.UninstallCommand;
import dev.inlay.cli.kubernetes.UpgradeCommand;
import dev.inlay.cli.run.RunCommand;
import dev.inlay.cli.terminal.NearestName;
import dev.inlay.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code inlay} command itself: global options, and the way to its subcommands. */
@Command(
        name = "inlay",
        description = "Runs applications that carry the Inlay runtime.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionCommand.Provider.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done, or stopped by a signal (Ctrl-C).",
            "1:It failed; the lines marked ❌ say why.",
            "2:The command line is not understood."
        },
        footerHeading = "%nTo begin:%n",
        footer = {
            "  inlay run -f .      run all applications of ./inlay.yaml",
            "  inlay help run      everything that run can do"
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
public final class Inlay implements Runnable {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    private Inlay(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    void version(boolean requested) {
        // picocli prints the version itself
    }

    @Option(names = "--log-as-json", scope = ScopeType.INHERIT, description = "Write status lines as JSON objects.")
    void logAsJson(boolean json) {
        if (json) {
            terminal.useJson();
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? One of: " + String.join(", ", names(spec)));
    }

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.ofProcess(environment);
        System.exit(
                commandLine(terminal, environment, Path.of("").toAbsolutePath()).execute(arguments));
    }

    static CommandLine commandLine(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        CommandLine commandLine = new CommandLine(new Inlay(terminal))
                .addSubcommand(RunCommand.commandLine(terminal, environment, workingDirectory))
                .addSubcommand(new InitCommand(terminal, environment))
                .addSubcommand(new StatusCommand(terminal, environment))
                .addSubcommand(new ListCommand(terminal, environment))
                .addSubcommand(new ComponentsCommand(terminal, environment))
                .addSubcommand(new ConfigurationsCommand(terminal, environment))
                .addSubcommand(new LogsCommand(terminal, environment))
                .addSubcommand(MtlsCommand.commandLine(terminal, environment, workingDirectory))
                .addSubcommand(AnnotateCommand.commandLine(terminal, workingDirectory))
                .addSubcommand(new UpgradeCommand(terminal, environment))
                .addSubcommand(new UninstallCommand(terminal, environment))
                .addSubcommand(new VersionCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new HelpCommand());
        addHelpOptions(commandLine);
        return commandLine
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.coloured() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((misuse, arguments) -> explain(misuse, terminal))
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    terminal.failure("Unexpected failure: " + failure);
                    failure.printStackTrace(terminal.err());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** Says what is wrong and where to read on; the whole usage would hide it. */
    private static int explain(ParameterException misuse, Terminal terminal) {
        CommandLine failed = misuse.getCommandLine();
        String hint = "";
        if (misuse instanceof UnmatchedArgumentException unmatched) {
            hint = NearestName.of(
                            unmatched.getUnmatched().get(0).replaceFirst("=.*", ""), names(failed.getCommandSpec()))
                    .map(nearest -> System.lineSeparator() + "    Did you mean " + nearest + "?")
                    .orElse("");
        }
        terminal.failure(misuse.getMessage() + hint + System.lineSeparator() + "    See: "
                + failed.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** What can be typed after a command: its subcommands and the long names of its options. */
    private static List<String> names(CommandSpec command) {
        if (!command.subcommands().isEmpty()) {
            return List.copyOf(command.subcommands().keySet());
        }
        List<String> names = new ArrayList<>();
        command.options().forEach(option -> names.add(option.longestName()));
        return names;
    }

    private static void addHelpOptions(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null) {
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help and exit.")
                    .build());
        }
        command.getSubcommands().values().forEach(Inlay::addHelpOptions);
    }
}
