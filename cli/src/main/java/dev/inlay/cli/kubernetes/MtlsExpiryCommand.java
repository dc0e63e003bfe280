package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code inlay mtls expiry}: when the root ends. */
@Command(name = "expiry", description = "Says when the root certificate expires.")
final class MtlsExpiryCommand extends ClusterCommand {

    MtlsExpiryCommand(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    boolean isForClustersOnly() {
        return true;
    }

    @Override
    int perform(Cluster cluster) {
        Instant end = TrustBundle.require(cluster).rootEnds();
        terminal.out()
                .println("Root certificate expires in "
                        + Duration.between(terminal.clock().instant(), end).toHours() + " hours. Expiry date: "
                        + RootExpiry.date(end));
        return 0;
    }
}
