package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Says when the root ends, and warns before. */
final class RootExpiry {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ROOT);
    private static final Duration WARNED = Duration.ofDays(30);

    private RootExpiry() {}

    /** A time as Dapr's command line writes it (RFC 1123). */
    static String date(Instant time) {
        return DATE.format(time.atOffset(ZoneOffset.UTC));
    }

    /** Warns if there is less than a month left; who may not read when that is, is told nothing. */
    static void warn(Terminal terminal, Cluster cluster) {
        try {
            TrustBundle.find(cluster).map(TrustBundle::rootEnds).ifPresent(end -> warn(terminal, end));
        } catch (KubernetesClientException | ClusterException unknown) {
            // The command itself has succeeded, or has said what is wrong.
        }
    }

    private static void warn(Terminal terminal, Instant end) {
        Duration left = Duration.between(terminal.clock().instant(), end);
        if (left.compareTo(WARNED) >= 0) {
            return;
        }
        String when = left.isNegative() || left.isZero()
                ? "has expired"
                : left.toDays() == 0 ? "expires today" : "expires in " + left.toDays() + " days";
        terminal.warning("Dapr root certificate of your Kubernetes cluster " + when + ". Expiry date: " + date(end)
                + ". Sentry replaces a root that it has made by itself, in time; if it has not, or the root is your own:"
                + " inlay mtls renew-certificate -k");
    }
}
