package dev.inlay.sidecar.flag;

import static dev.inlay.program.flag.Flag.count;
import static dev.inlay.program.flag.Flag.duration;
import static dev.inlay.program.flag.Flag.number;
import static dev.inlay.program.flag.Flag.onOff;
import static dev.inlay.program.flag.Flag.text;
import static dev.inlay.program.flag.Flag.texts;

import dev.inlay.program.flag.Flag;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.flag.FlagParser;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.flag.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of Dapr 1.18's {@code daprd}, all of them: a launcher or an operator passes them, whatever this program makes
 * of them.
 */
public final class DaprdFlags {

    private static final String NO_EFFECT = "flag no longer has any effect";

    private static final List<Flag> APPLICATION = List.of(
            text("app-id", "", "Name of the application, by which others call it"),
            text("app-port", "", "Port the application listens on; none if it takes no calls"),
            text("app-protocol", "http", "What the application speaks: http, https, h2c, grpc or grpcs"),
            text("app-channel-address", "127.0.0.1", "Host the application listens on"),
            number("app-max-concurrency", -1, "Calls the application is given at a time; -1 for any number"),
            onOff("enable-app-health-check", false, "Ask for the application's health and pause calls while it is ill"),
            text("app-health-check-path", "/healthz", "Path to ask for the application's health; HTTP only"),
            number(
                    "app-health-probe-interval",
                    5,
                    "Seconds from one question for the application's health to the next"),
            number("app-health-probe-timeout", 500, "Milliseconds an answer about the application's health may take"),
            number("app-health-threshold", 3, "Failures in a row that make the application ill"),
            texts(
                    "disable-init-endpoints",
                    "Endpoints of the application that are not asked at start: config, subscribe"),
            duration(
                    "app-binding-options-timeout",
                    "3s",
                    "How long the application may take to say if it wants a binding"),
            onOff("app-ssl", false, "Reach the application by TLS").deprecated("use '--app-protocol https|grpcs'"));

    private static final List<Flag> API = List.of(
            text("dapr-http-port", "3500", "Port of the HTTP API; 0 for any free one"),
            text("dapr-grpc-port", "50001", "Port of the gRPC API; 0 for any free one"),
            text(
                    "dapr-listen-addresses",
                    "",
                    "Addresses of the HTTP and gRPC API, separated by commas; all by default"),
            text("dapr-public-port", "", "Port that serves health and metadata only; none by default"),
            text("dapr-public-listen-address", "", "Address of the public port; all by default"),
            text("dapr-internal-grpc-port", "", "Port for other instances; any free one by default"),
            text("dapr-internal-grpc-listen-address", "", "Address of the port for other instances; all by default"),
            text("unix-domain-socket", "", "Folder for Unix domain sockets that take the place of the API's ports"),
            text(
                    "allowed-origins",
                    "",
                    "Origins that browsers may call the HTTP API from, separated by commas; * for all"),
            text("max-body-size", "4Mi", "Largest body, as a quantity"),
            text("read-buffer-size", "4Ki", "Largest head of an HTTP request, as a quantity"),
            onOff("enable-api-logging", false, "Log each call of the API"),
            number("dapr-http-max-request-size", 4, "Largest body in MiB").deprecated("use '--max-body-size 4Mi'"),
            number("dapr-http-read-buffer-size", 4, "Largest head of an HTTP request in KiB")
                    .deprecated("use '--read-buffer-size 4Ki'"));

    private static final List<Flag> PROCESS = List.of(
            text("mode", "standalone", "Where it runs: standalone or kubernetes"),
            texts("resources-path", "Folder with manifests; can be repeated"),
            texts("config", "File with a Configuration; can be repeated, later ones override earlier ones"),
            duration(
                    "hot-reload-reconcile-interval",
                    "0s",
                    "How often changed manifests are looked for besides watching"),
            number(
                    "dapr-graceful-shutdown-seconds",
                    5,
                    "Seconds that calls under way may take at the end; 0 for no limit"),
            duration(
                    "dapr-block-shutdown-duration",
                    "0s",
                    "How long to go on serving the application after a signal, unless it reports that it is ill"),
            text("log-level", "info", "Least level of log lines: debug, info, warn, error or fatal"),
            onOff("log-as-json", false, "Write log lines as JSON"),
            text("log-file", "", "File to write log lines to, in place of the standard output"),
            onOff("enable-metrics", true, "Serve Prometheus metrics"),
            text("metrics-port", "9090", "Port of the metrics"),
            text("metrics-listen-address", "0.0.0.0", "Address of the metrics port"),
            onOff("enable-profiling", false, "Serve profiles"),
            text("profile-port", "7777", "Port of the profiles"),
            onOff("version", false, "Print the version and exit"),
            onOff("build-info", false, "Print how the program was built and exit"),
            onOff("wait", false, "Wait until another instance serves outbound calls and exit"),
            text("components-path", "", "Folder with manifests").deprecated("use --resources-path"));

    private static final List<Flag> CONTROL_PLANE = List.of(
            onOff("enable-mtls", false, "Use mutual TLS between instances"),
            text("sentry-address", "", "Address of the certificate authority"),
            texts("sentry-request-jwt-audiences", "Audiences of the token that is asked of the certificate authority"),
            text("control-plane-address", "", "Address of the operator"),
            text("control-plane-namespace", "default", "Namespace of the control plane"),
            text("control-plane-trust-domain", "localhost", "Trust domain of the control plane"),
            onOff("disable-builtin-k8s-secret-store", false, "Leave out the secret store of Kubernetes"),
            text("placement-host-address", "", "Addresses of the placement service"),
            duration("actors-disseminate-timeout", "30s", "How long a round of actor placement may take"),
            texts("scheduler-host-address", "Addresses of the scheduler, as host:port"),
            count("scheduler-job-streams", 3, "Streams to the scheduler"),
            text("reminders-service", "", "Kind and address of the reminders service")
                    .deprecated(NO_EFFECT),
            text("actors-service", "", "Kind and address of the actors service").deprecated(NO_EFFECT));

    private DaprdFlags() {}

    /** Reads a command line. */
    public static ParsedFlags parse(List<String> arguments) throws FlagMisuseException {
        return new FlagParser(all(), arguments).parse();
    }

    /** The text of {@code --help}. */
    public static String usage() {
        return Usage.of("daprd", all());
    }

    private static List<Flag> all() {
        List<Flag> all = new ArrayList<>();
        List.of(APPLICATION, API, PROCESS, CONTROL_PLANE).forEach(all::addAll);
        return all;
    }
}
