package dev.inlay.cli;

import dev.inlay.cli.terminal.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inlay version}: the version of the command, and of the runtime it was built with. */
@Command(name = "version", description = "Prints the version of the command and of the runtime it was built with.")
final class VersionCommand implements Callable<Integer> {

    enum Format {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default value
    private Format format;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before any method is called
    private CommandSpec spec;

    @Override
    public Integer call() {
        String version = version();
        String text = format == Format.json
                ? "{\"Cli version\":" + Json.quote(version) + ",\"Runtime version\":" + Json.quote(version) + "}"
                : String.join(System.lineSeparator(), lines(version));
        spec.commandLine().getOut().println(text);
        return 0;
    }

    private static String[] lines(String version) {
        return new String[] {"CLI version: " + version, "Runtime version: " + version};
    }

    /** The version in the jar's manifest; {@code edge} when the classes do not come from a jar. */
    private static String version() {
        @Nullable String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "edge" : version;
    }

    /** The same lines for {@code inlay --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return lines(version());
        }
    }
}
