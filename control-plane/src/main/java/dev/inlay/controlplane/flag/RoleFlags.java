package dev.inlay.controlplane.flag;

import static dev.inlay.program.flag.Flag.duration;
import static dev.inlay.program.flag.Flag.number;
import static dev.inlay.program.flag.Flag.onOff;
import static dev.inlay.program.flag.Flag.text;
import static dev.inlay.program.flag.Flag.texts;

import dev.inlay.program.flag.Flag;
import java.util.List;

/** The flags of Dapr 1.18's programs, all of them. */
final class RoleFlags {

    static final List<Flag> COMMON = List.of(
            text("log-level", "info", "Least severity of the lines written: debug, info, warn, error or fatal"),
            onOff("log-as-json", false, "Write log lines as JSON"),
            text("log-file", "", "File to write the log to; standard output by default"),
            onOff("enable-metrics", true, "Serve metrics for Prometheus"),
            text("metrics-port", "9090", "Port of the metrics"),
            text("metrics-listen-address", "0.0.0.0", "Address of the metrics"),
            number("healthz-port", 8080, "Port of /healthz"),
            text("healthz-listen-address", "", "Address of /healthz; all by default"),
            text("kubeconfig", "", "File that says how the cluster is reached, for use outside of it"));

    static final List<Flag> SENTRY = List.of(
            text("config", "daprsystem", "Path of a Configuration, in Kubernetes the name of one"),
            text(
                    "issuer-credentials",
                    "/var/run/secrets/dapr.io/credentials",
                    "Folder with the credentials of the issuer"),
            text("issuer-ca-filename", "ca.crt", "File with the trust anchors"),
            text("issuer-certificate-filename", "issuer.crt", "File with the certificate of the issuer"),
            text("issuer-key-filename", "issuer.key", "File with the private key of the issuer"),
            text("trust-domain", "localhost", "Trust domain of the control plane"),
            number("port", 50001, "Port to listen on"),
            text("listen-address", "", "Address to listen on; all by default"),
            text("mode", "standalone", "Where it runs: standalone or kubernetes"),
            onOff("jwt-enabled", false, "Issue JSON web tokens"),
            text("jwt-key-filename", "jwt.key", "File with the key that tokens are signed with"),
            text("jwks-filename", "jwks.json", "File with the keys that tokens are verified with"),
            text("jwt-issuer", "", "Issuer that tokens name; none by default"),
            text("jwt-signing-algorithm", "RS256", "How tokens are signed; the key must fit"),
            text("jwt-key-id", "", "Id of the key that tokens name; its thumbprint by default"),
            duration("jwt-ttl", "24h", "How long tokens are valid"),
            onOff("oidc-enabled", false, "Serve OpenID Connect discovery by HTTP"),
            number("oidc-server-listen-port", 9080, "Port of OpenID Connect discovery"),
            text("oidc-server-listen-address", "localhost", "Address of OpenID Connect discovery"),
            onOff("oidc-server-tls-enabled", true, "Serve OpenID Connect discovery by HTTPS"),
            text("oidc-server-tls-cert-file", "", "Certificate for OpenID Connect discovery"),
            text("oidc-server-tls-key-file", "", "Private key for OpenID Connect discovery"),
            text("oidc-jwks-uri", "", "Where others find the keys, if it is not here"),
            text("oidc-path-prefix", "", "Path before those of OpenID Connect discovery"),
            texts("oidc-allowed-hosts", "Hosts by which OpenID Connect discovery may be reached; any by default"),
            onOff("root-rotation", true, "Replace the root in phases, long before it expires"),
            duration("root-validity", "8760h", "How long a new root and issuer are valid"));

    static final List<Flag> OPERATOR = List.of(
            text("config", "daprsystem", "Name of the Configuration of the control plane"),
            text("watch-interval", "0", "How often pods without sidecar are looked for, as 2m; once; 0 for never"),
            number("max-pod-restarts-per-minute", 20, "Pods without sidecar that are deleted in a minute"),
            onOff("disable-leader-election", false, "Work without an election of one leader"),
            onOff("disable-service-reconciler", false, "Make no services for applications"),
            text("watch-namespace", "", "Namespace to watch; all by default"),
            onOff("enable-argo-rollout-service-reconciler", false, "Make services for Argo Rollouts, too"),
            onOff("watchdog-can-patch-pod-labels", false, "Label pods that have a sidecar"),
            text("trust-anchors-file", "/var/run/secrets/dapr.io/tls/ca.crt", "File with the trust anchors"),
            number("port", 6500, "Port of the API for sidecars"),
            text("listen-address", "", "Address of the API for sidecars; all by default"),
            number("webhook-server-port", 19443, "Port of the webhook"),
            text("webhook-server-listen-address", "", "Address of the webhook; all by default"),
            duration("cache-sync-period", "0", "How often all that is watched is looked at anew; 0 for never"));

    static final List<Flag> INJECTOR = List.of(
            number("port", 4000, "Port of the webhook"),
            text("listen-address", "", "Address of the webhook; all by default"),
            onOff("scheduler-enabled", true, "Tell sidecars the addresses of the scheduler"));

    private RoleFlags() {}
}
