package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.flag.Role;
import dev.inlay.controlplane.program.KubernetesAccess;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.sentry.StoredBundle.Part;
import dev.inlay.identity.SentryClient;
import dev.inlay.identity.SpiffeId;
import dev.inlay.program.flag.ParsedFlags;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of sentry, understood.
 *
 * @param self the identity of this sentry
 */
record SentryOptions(ParsedFlags flags, InetSocketAddress listen, boolean kubernetes, SpiffeId self) {

    /** @throws StartFailure if flags contradict each other */
    static SentryOptions of(CommandLine line, ProgramEnvironment environment) {
        ParsedFlags flags = line.of(Role.SENTRY);
        String mode = flags.text("mode");
        if (!mode.equals("kubernetes") && !mode.equals("standalone")) {
            throw invalid("invalid mode: " + mode);
        }
        if (flags.isOn("oidc-enabled")) {
            if (!flags.isOn("jwt-enabled")) {
                throw invalid("OIDC HTTP server requires JWT to be enabled (expected: --jwt-enabled)");
            }
            if (flags.isOn("oidc-server-tls-enabled")
                    && (flags.text("oidc-server-tls-cert-file").isEmpty()
                            || flags.text("oidc-server-tls-key-file").isEmpty())) {
                throw invalid("OIDC TLS is enabled but no TLS certificate or key file is provided (expected:"
                        + " --oidc-server-tls-cert-file and --oidc-server-tls-key-file, or"
                        + " --oidc-server-tls-enabled=false)");
            }
        }
        String host = line.listenAddress(Role.SENTRY);
        int port = line.port(Role.SENTRY);
        return new SentryOptions(
                flags,
                host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port),
                mode.equals("kubernetes"),
                SentryClient.sentryOf(flags.text("trust-domain"), KubernetesAccess.namespace(environment)));
    }

    private static StartFailure invalid(String reason) {
        return new StartFailure(SentryScopes.SENTRY, "Invalid options: " + reason);
    }

    boolean issuesJwts() {
        return flags.isOn("jwt-enabled");
    }

    /** The folder with the credentials. */
    Path folder() {
        return Path.of(flags.text("issuer-credentials"));
    }

    /** The names of the files that keep the authority. */
    Map<Part, String> fileNames() {
        Map<Part, String> names = new EnumMap<>(Part.class);
        names.put(Part.ANCHORS, flags.text("issuer-ca-filename"));
        names.put(Part.ISSUER, flags.text("issuer-certificate-filename"));
        names.put(Part.ISSUER_KEY, flags.text("issuer-key-filename"));
        if (issuesJwts()) {
            names.put(Part.JWT_KEY, flags.text("jwt-key-filename"));
            names.put(Part.JWKS, flags.text("jwks-filename"));
        }
        names.put(Part.NEXT_ISSUER, "next-issuer.crt");
        names.put(Part.NEXT_ISSUER_KEY, "next-issuer.key");
        names.put(Part.ROTATION, "rotation.json");
        return names;
    }

    /** The names of the keys in a Secret: those of the files without folders. */
    Map<Part, String> keyNames() {
        Map<Part, String> names = new EnumMap<>(Part.class);
        fileNames()
                .forEach((part, file) ->
                        names.put(part, String.valueOf(Path.of(file).getFileName())));
        return names;
    }

    /** How OpenID Connect discovery is served. */
    OidcServer.Settings oidc() {
        boolean tls = flags.isOn("oidc-server-tls-enabled");
        String prefix = flags.text("oidc-path-prefix");
        String trimmed = prefix.replaceAll("^/+|/+$", "");
        return new OidcServer.Settings(
                new InetSocketAddress(
                        flags.text("oidc-server-listen-address"), flags.number("oidc-server-listen-port")),
                tls ? flags.text("oidc-server-tls-cert-file") : "",
                tls ? flags.text("oidc-server-tls-key-file") : "",
                flags.text("jwt-issuer"),
                flags.text("oidc-jwks-uri"),
                trimmed.isEmpty() ? "" : "/" + trimmed,
                List.copyOf(flags.texts("oidc-allowed-hosts")),
                flags.text("jwt-signing-algorithm"));
    }
}
