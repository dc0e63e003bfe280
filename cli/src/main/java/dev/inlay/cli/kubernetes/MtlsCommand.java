package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code inlay mtls -k}: whether instances speak mTLS with each other. */
@Command(
        name = "mtls",
        description = "Says whether mTLS is enabled on Kubernetes (-k), and exports and renews its certificates.")
public final class MtlsCommand extends ClusterCommand {

    private MtlsCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    /** The command with its subcommands. */
    public static CommandLine commandLine(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        return new CommandLine(new MtlsCommand(terminal, environment))
                .addSubcommand(new MtlsExportCommand(terminal, environment, workingDirectory))
                .addSubcommand(new MtlsExpiryCommand(terminal, environment))
                .addSubcommand(new MtlsRenewCommand(terminal, environment, workingDirectory));
    }

    @Override
    int perform(Cluster cluster) {
        boolean enabled = new Inventory(cluster, terminal.clock())
                .mutualTls()
                .orElseThrow(() -> new ClusterException("Configuration daprsystem does not exist in any namespace"
                        + " (expected: an installed control plane). Use inlay init -k"));
        terminal.out().println("Mutual TLS is " + (enabled ? "enabled" : "disabled") + " in your Kubernetes cluster ");
        return 0;
    }
}
