package dev.inlay.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inlay completion}: the script that teaches a shell to complete this command. */
@Command(
        name = "completion",
        description = "Prints a script that completes inlay's commands and options.",
        footerHeading = "%nTo use it:%n",
        footer = {
            "  bash   source <(inlay completion bash)",
            "  zsh    autoload -U +X bashcompinit && bashcompinit",
            "         source <(inlay completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {

    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}. One script serves both.")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // required, so picocli sets it; both shells get one script
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    @Override
    public Integer call() {
        var root = spec.root();
        root.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
        root.commandLine().getOut().flush();
        return 0;
    }
}
