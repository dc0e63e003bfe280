package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that lists objects of one kind of group dapr.io. */
@Command
abstract class ObjectsCommand extends ReadCommand {

    @Option(
            names = {"-n", "--name"},
            description = "This one only.")
    String name = "";

    ObjectsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }
}
