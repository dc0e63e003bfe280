package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay mtls export}: the root, the issuer and its key as files. */
@Command(name = "export", description = "Writes ca.crt, issuer.crt and issuer.key, readable for you alone.")
final class MtlsExportCommand extends ClusterCommand {

    private final Path workingDirectory;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to; made if it is missing. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of(".");

    MtlsExportCommand(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        super(terminal, environment);
        this.workingDirectory = workingDirectory;
    }

    @Override
    boolean isForClustersOnly() {
        return true;
    }

    @Override
    int perform(Cluster cluster) {
        TrustBundle bundle = TrustBundle.require(cluster);
        Secret secret = bundle.secret();
        Map<String, String> contents = new LinkedHashMap<>();
        for (String key : List.of(TrustBundle.ROOTS, TrustBundle.ISSUER, TrustBundle.ISSUER_KEY)) {
            contents.put(key, bundle.requiredPart(secret, key));
        }
        Path absolute = workingDirectory.resolve(folder).normalize();
        CertificateFiles.write(absolute, contents);
        terminal.success("Trust certs successfully exported to " + absolute);
        return 0;
    }
}
