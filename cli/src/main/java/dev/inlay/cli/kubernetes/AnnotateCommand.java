package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inlay annotate -k}: manifests, of which one gets the annotations that give it a runtime. */
@Command(
        name = "annotate",
        description = "Writes manifests with the annotations of the runtime on one of them (-k).",
        abbreviateSynopsis = true)
public final class AnnotateCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Path workingDirectory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    @Parameters(
            arity = "1",
            paramLabel = "MANIFESTS",
            description = "A file, a folder, a URL, or - for standard input.")
    private String source = "";

    @Option(
            names = {"-k", "--kubernetes"},
            description = "For Kubernetes.")
    private boolean kubernetes;

    @Option(
            names = {"-r", "--resource"},
            description = "Name of the one to annotate. Default: the first that has pods.")
    private String resource = "";

    @Option(
            names = {"-n", "--namespace"},
            description = "Where that one is.")
    private String namespace = "";

    private AnnotateCommand(Terminal terminal, Path workingDirectory) {
        this.terminal = terminal;
        this.workingDirectory = workingDirectory;
    }

    /** The command with one option for each annotation. */
    public static CommandLine commandLine(Terminal terminal, Path workingDirectory) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new AnnotateCommand(terminal, workingDirectory));
        AnnotationFlags.addTo(spec);
        return new CommandLine(spec);
    }

    @Override
    public Integer call() {
        if (!kubernetes) {
            terminal.failure("annotate command is only supported for Kubernetes, please provide the -k flag");
            return 1;
        }
        if (resource.isEmpty() && !namespace.isEmpty()) {
            terminal.failure("--resource is required when --namespace is provided.");
            return 1;
        }
        try {
            Manifests manifests = Manifests.read(source, workingDirectory);
            Map<String, String> annotations =
                    new TreeMap<>(AnnotationFlags.given(spec.commandLine().getParseResult()));
            if (!manifests.annotate(resource, namespace, annotations)) {
                throw new ClusterException("Nothing to annotate in " + source + ": there is no "
                        + (resource.isEmpty() ? "workload" : "workload '" + resource + "'")
                        + (namespace.isEmpty() ? "" : " in namespace '" + namespace + "'") + " (expected: one of "
                        + String.join(", ", Manifests.KINDS) + "). It has: " + manifests.names());
            }
            manifests.write(terminal.out());
            return 0;
        } catch (ClusterException e) {
            terminal.failure(String.valueOf(e.getMessage()));
            return 1;
        }
    }
}
