package dev.inlay.cli.run;

import dev.inlay.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code inlay run}: the applications of a template, or one application from flags. */
@Command(
        name = "run",
        header = "Runs applications until they end or Ctrl-C.",
        headerHeading = "",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {"  inlay run -f FILE|DIR|-", "  inlay run [OPTIONS] -- COMMAND [ARGUMENTS]"},
        descriptionHeading = "%n",
        parameterListHeading = "%nOptions:%n",
        description = {
            "With -f, starts all applications of a template in parallel. Each line of theirs says whose it is, and is kept "
                    + "in a log file in the application's .dapr/logs. When one ends, the others go on.",
            "",
            "Without, starts one application, which has the terminal to itself."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Stopped by a signal, or all applications ended well.",
            "1:An application could not be started or ended with an error.",
            "2:The command line is not understood."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inlay run -f .",
            "  inlay run --app-id orders --app-port 3000 -- java -jar orders.jar",
            "",
            "All other flags of Dapr's run are accepted and have no effect here."
        })
public final class RunCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Path workingDirectory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    @Option(
            names = {"-f", "--run-file"},
            paramLabel = "FILE|DIR|-",
            order = 1,
            description = "The template: a file, a directory with inlay.yaml or dapr.yaml, or - for standard input. "
                    + "Other flags are ignored.")
    private @Nullable String runFile;

    @Option(
            names = "--grace-period",
            paramLabel = "SECONDS",
            order = 2,
            defaultValue = "5",
            description = "How long an application may take to stop before it is killed. Default: ${DEFAULT-VALUE}.")
    private int gracePeriodSeconds;

    @Parameters(
            hideParamSyntax = true,
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The application's program and its arguments.")
    private List<String> command = List.of();

    private RunCommand(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        this.terminal = terminal;
        this.environment = environment;
        this.workingDirectory = workingDirectory;
    }

    /** The subcommand, with the flags of one application added to its own. */
    public static CommandLine commandLine(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new RunCommand(terminal, environment, workingDirectory));
        RunFlags.addTo(spec);
        return new CommandLine(spec).setStopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException {
        if (gracePeriodSeconds < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--grace-period: '" + gracePeriodSeconds + "' is not expected (expected: 0 or more seconds)");
        }
        try {
            return runFile == null ? runOne() : runTemplate(runFile);
        } catch (InvalidRunException e) {
            terminal.failure(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private int runTemplate(String file) throws IOException, InvalidRunException {
        ParseResult parsed = spec.commandLine().getParseResult();
        Set<String> ignored = new LinkedHashSet<>(RunFlags.given(parsed));
        if (!command.isEmpty()) {
            ignored.add(Setting.COMMAND.flag());
        }
        if (!ignored.isEmpty()) {
            terminal.warning("Ignored, because the run file says it all: " + String.join(", ", ignored));
        }
        RunTemplate template = file.equals("-")
                ? TemplateReader.readText(
                        new String(System.in.readAllBytes(), StandardCharsets.UTF_8), workingDirectory, this::warn)
                : TemplateReader.readFile(workingDirectory.resolve(file).normalize(), this::warn);
        List<AppPlan> plans = planner().planAll(template);
        Set<Setting> given = new LinkedHashSet<>(template.common().given());
        template.apps().forEach(app -> given.addAll(app.given()));
        mentionWithoutEffect(given, Setting::field);
        return supervise(AppStarter.prefixing(terminal), plans);
    }

    private int runOne() throws InvalidRunException {
        Section flags = Section.ofFlags(workingDirectory);
        ParseResult parsed = spec.commandLine().getParseResult();
        RunFlags.read(parsed, flags);
        if (command.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Nothing to run (expected: -f FILE, or -- and the application's command).");
        }
        flags.put(Setting.COMMAND, command, "");
        AppPlan plan = planner().planOne(flags);
        mentionWithoutEffect(flags.given(), Setting::flag);
        return supervise(AppStarter.inheriting(), List.of(plan));
    }

    private Planner planner() {
        return new Planner(environment, new LocalPorts(), () -> RandomAppId.next(RandomGenerator.getDefault()));
    }

    private int supervise(AppStarter starter, List<AppPlan> plans) {
        Supervisor supervisor = new Supervisor(terminal, starter, Duration.ofSeconds(gracePeriodSeconds));
        StopSignal signal = StopSignal.listen(supervisor::requestStop);
        int exitCode = 1;
        try {
            exitCode = supervisor.run(plans);
        } finally {
            signal.runEnded(exitCode);
        }
        return exitCode;
    }

    private void warn(Fault fault) {
        terminal.warning(fault.toString());
    }

    private void mentionWithoutEffect(Set<Setting> given, Function<Setting, String> name) {
        String names =
                given.stream().filter(Setting::hasNoEffect).map(name).sorted().collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            terminal.info("Meant for daprd and without effect on an embedded runtime: " + names);
        }
    }
}
