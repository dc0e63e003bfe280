package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inlay mtls renew-certificate -k}: another root and issuer for sentry. */
@Command(
        name = "renew-certificate",
        aliases = {"renew-cert", "rnc"},
        description = "Replaces the root and the issuer on Kubernetes (-k), in phases that break no connection.")
final class MtlsRenewCommand extends ClusterCommand {

    private final Path workingDirectory;

    @Option(names = "--private-key", paramLabel = "FILE", description = "The key of the new root. Default: a new one.")
    private @Nullable Path privateKey;

    @Option(names = "--ca-root-certificate", paramLabel = "FILE", description = "A root of your own.")
    private @Nullable Path root;

    @Option(names = "--issuer-private-key", paramLabel = "FILE", description = "The key of your own issuer.")
    private @Nullable Path issuerKey;

    @Option(names = "--issuer-public-certificate", paramLabel = "FILE", description = "An issuer under that root.")
    private @Nullable Path issuer;

    @Option(
            names = "--valid-until",
            paramLabel = "DAYS",
            defaultValue = "365",
            description = "How long what is made is valid. Default: ${DEFAULT-VALUE} days.")
    private int days;

    @Option(names = "--now", description = "At once, as after a theft. Sidecars that run must be restarted then.")
    private boolean atOnce;

    @Option(names = "--restart", description = "Restart the services of the control plane, and wait for them.")
    private boolean restart;

    @Option(
            names = "--timeout",
            defaultValue = "300",
            description = "Seconds to wait for a restart. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    MtlsRenewCommand(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        super(terminal, environment);
        this.workingDirectory = workingDirectory;
    }

    @Override
    int perform(Cluster cluster) {
        terminal.pending("Starting certificate rotation");
        try {
            TrustBundle bundle = TrustBundle.require(cluster);
            requireOurs(cluster, bundle.namespace());
            Instant now = terminal.clock().instant();
            Authority next = next(new Inventory(cluster, terminal.clock()), bundle, now);
            terminal.info("Updating certificates in your Kubernetes cluster");
            terminal.info("Dapr control plane version " + Pods.controlPlaneVersion(cluster, bundle.namespace())
                    + " detected in namespace " + bundle.namespace());
            apply(new RootRenewal(cluster, bundle, now), next);
            terminal.success("Certificate rotation is successful! Your new certificate is valid through "
                    + RootExpiry.date(next.ends()));
            if (restart) {
                new ServiceRestart(cluster, terminal).perform(bundle.namespace(), Duration.ofSeconds(timeoutSeconds));
            }
            return 0;
        } catch (ClusterException e) {
            throw new ClusterException("certificate rotation failed: " + e.getMessage());
        }
    }

    private static void requireOurs(Cluster cluster, String namespace) {
        if (InstalledChart.find(cluster, namespace, "dapr").isPresent()) {
            throw new ClusterException("the control plane in namespace " + namespace
                    + " is Dapr's (expected: Inlay's). Use dapr mtls renew-certificate -k");
        }
        InstalledChart.find(cluster, namespace, PackedChart.CONTROL_PLANE)
                .filter(chart ->
                        !chart.value("dapr_sentry", "tls", "issuer", "keyPEM").isEmpty())
                .ifPresent(chart -> {
                    throw new ClusterException("the values of the release in namespace " + namespace
                            + " have an authority, dapr_sentry.tls, which the next upgrade would put back"
                            + " (expected: none). Put the new one into these values and upgrade with them");
                });
    }

    private void apply(RootRenewal renewal, Authority next) {
        if (atOnce || renewal.hasExpired()) {
            renewal.replace(next);
            terminal.warning("The root before is not trusted any more: restart the applications,"
                    + " as by kubectl rollout restart deployment");
            return;
        }
        if (!renewal.canVouch()) {
            terminal.warning("The issuer of now may not vouch for another one (its path length is 0): sidecars that are"
                    + " not Inlay's must be restarted before the new root signs");
        }
        renewal.begin(next);
        terminal.info("The new root is trusted beside the one before. Sentry signs with it when every certificate of"
                + " now has been renewed, and retires the one before by itself; nothing needs to be restarted.");
    }

    private Authority next(Inventory inventory, TrustBundle bundle, Instant now) {
        if (root != null && issuer != null && issuerKey != null && privateKey == null) {
            terminal.info("Using provided certificates");
            Path rootFile = workingDirectory.resolve(root);
            Path issuerFile = workingDirectory.resolve(issuer);
            Path keyFile = workingDirectory.resolve(issuerKey);
            return Authority.parse(
                    CertificateFiles.read(rootFile),
                    CertificateFiles.read(issuerFile),
                    CertificateFiles.read(keyFile),
                    new Authority.Places(rootFile.toString(), issuerFile.toString(), keyFile.toString()),
                    now);
        }
        if (root != null || issuer != null || issuerKey != null) {
            throw new ClusterException("an authority of your own is not complete (expected: all of"
                    + " --ca-root-certificate, --issuer-private-key and --issuer-public-certificate, and no"
                    + " --private-key)");
        }
        if (days <= 0) {
            throw new ClusterException("--valid-until: '" + days + "' is no validity (expected: 1 day or more)");
        }
        CertificateMaker maker =
                new CertificateMaker(inventory.trustDomain(), bundle.namespace(), Duration.ofDays(days));
        if (privateKey == null) {
            terminal.info("generating fresh certificates");
            return maker.make(null, "", now);
        }
        terminal.info("Using password file to generate root certificate");
        Path file = workingDirectory.resolve(privateKey);
        return maker.make(
                CertificateFiles.privateKey(CertificateFiles.read(file), file.toString()), file.toString(), now);
    }
}
