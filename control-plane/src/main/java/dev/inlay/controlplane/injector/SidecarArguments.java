package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.Annotation;
import dev.inlay.controlplane.annotation.PodAnnotations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of a sidecar, in Dapr's order. */
final class SidecarArguments {

    static final int HTTP_PORT = 3500;
    static final int PUBLIC_PORT = 3501;
    static final String SOCKETS_FOLDER = "/var/run/dapr-sockets";

    private final PodAnnotations annotations;
    private final InjectorSettings settings;
    private final PodSituation situation;
    private final List<String> arguments = new ArrayList<>();

    private SidecarArguments(PodAnnotations annotations, InjectorSettings settings, PodSituation situation) {
        this.annotations = annotations;
        this.settings = settings;
        this.situation = situation;
    }

    /** The arguments after the program's name. */
    static List<String> of(
            String appId, PodAnnotations annotations, InjectorSettings settings, PodSituation situation) {
        SidecarArguments line = new SidecarArguments(annotations, settings, situation);
        line.always(appId);
        line.addresses();
        line.observability();
        line.application();
        line.limits();
        return List.copyOf(line.arguments);
    }

    private void always(String appId) {
        option("--dapr-http-port", HTTP_PORT);
        number("--dapr-grpc-port", Annotation.GRPC_PORT);
        number("--dapr-internal-grpc-port", Annotation.INTERNAL_GRPC_PORT);
        option("--dapr-listen-addresses", annotations.text(Annotation.SIDECAR_LISTEN_ADDRESSES));
        option("--dapr-public-port", PUBLIC_PORT);
        option("--app-id", appId);
        option("--app-protocol", annotations.text(Annotation.APP_PROTOCOL));
        option("--log-level", annotations.text(Annotation.LOG_LEVEL));
        number("--dapr-graceful-shutdown-seconds", Annotation.GRACEFUL_SHUTDOWN_SECONDS);
        option("--mode", "kubernetes");
        option("--control-plane-address", settings.addresses().operator());
        option("--sentry-address", settings.addresses().sentry());
        Integer appPort = annotations.optionalNumber(Annotation.APP_PORT);
        if (appPort != null && appPort > 0) {
            option("--app-port", appPort);
        }
    }

    private void addresses() {
        if (annotations.isOn(Annotation.ENABLE_METRICS)) {
            arguments.add("--enable-metrics");
            number("--metrics-port", Annotation.METRICS_PORT);
        }
        textIfAny("--config", Annotation.CONFIG);
        textIfAny("--app-channel-address", Annotation.APP_CHANNEL_ADDRESS);
        placement();
        optionIfAny("--reminders-service", settings.addresses().remindersService());
        textIfAny("--sentry-request-jwt-audiences", Annotation.SENTRY_REQUEST_JWT_AUDIENCES);
    }

    private void placement() {
        if (annotations.has(Annotation.PLACEMENT_HOST_ADDRESS)) {
            optionIfAny("--placement-host-address", unquoted(annotations.text(Annotation.PLACEMENT_HOST_ADDRESS)));
        } else if (settings.addresses().placement() != null) {
            optionIfAny("--placement-host-address", settings.addresses().placement());
        } else {
            optionIfAny("--actors-service", settings.addresses().actorsService());
        }
    }

    private void observability() {
        if (annotations.has(Annotation.ENABLE_API_LOGGING)) {
            // One token, and said even when it is false: without the flag the Configuration decides.
            arguments.add("--enable-api-logging=" + annotations.isOn(Annotation.ENABLE_API_LOGGING));
        }
        flagIfOn("--disable-builtin-k8s-secret-store", Annotation.DISABLE_BUILTIN_K8S_SECRET_STORE);
        if (annotations.isOn(Annotation.ENABLE_APP_HEALTH_CHECK)) {
            arguments.add("--enable-app-health-check");
            option("--app-health-check-path", annotations.text(Annotation.APP_HEALTH_CHECK_PATH));
            number("--app-health-probe-interval", Annotation.APP_HEALTH_PROBE_INTERVAL);
            number("--app-health-probe-timeout", Annotation.APP_HEALTH_PROBE_TIMEOUT);
            number("--app-health-threshold", Annotation.APP_HEALTH_THRESHOLD);
        }
        textIfAny("--app-binding-options-timeout", Annotation.APP_BINDING_OPTIONS_TIMEOUT);
        flagIfOn("--log-as-json", Annotation.LOG_AS_JSON);
        flagIfOn("--enable-profiling", Annotation.ENABLE_PROFILING);
    }

    private void application() {
        if (situation.mtlsEnabled()) {
            arguments.add("--enable-mtls");
        }
        flagIfOn("--app-ssl", Annotation.APP_SSL);
        optionalNumber("--app-max-concurrency", Annotation.APP_MAX_CONCURRENCY);
    }

    private void limits() {
        optionalNumber("--dapr-http-max-request-size", Annotation.HTTP_MAX_REQUEST_SIZE);
        textIfAny("--max-body-size", Annotation.MAX_BODY_SIZE);
        optionalNumber("--dapr-http-read-buffer-size", Annotation.HTTP_READ_BUFFER_SIZE);
        textIfAny("--read-buffer-size", Annotation.READ_BUFFER_SIZE);
        if (!annotations.text(Annotation.UNIX_DOMAIN_SOCKET_PATH).isEmpty()) {
            // The annotation says where the application sees the folder; the sidecar always sees it here.
            option("--unix-domain-socket", SOCKETS_FOLDER);
        }
        textIfGiven("--dapr-block-shutdown-duration", Annotation.BLOCK_SHUTDOWN_DURATION);
        textIfAny("--actors-disseminate-timeout", Annotation.ACTORS_DISSEMINATE_TIMEOUT);
        if (annotations.has(Annotation.SCHEDULER_HOST_ADDRESS)) {
            // Given even when it is empty: without the flag a sidecar looks for the address elsewhere.
            option("--scheduler-host-address", unquoted(annotations.text(Annotation.SCHEDULER_HOST_ADDRESS)));
        } else {
            optionIfAny("--scheduler-host-address", settings.addresses().scheduler());
        }
        textIfGiven("--disable-init-endpoints", Annotation.DISABLE_INIT_ENDPOINTS);
    }

    private static String unquoted(String text) {
        return text.replaceAll("^[\"']+|[\"']+$", "").strip();
    }

    private void flagIfOn(String flag, Annotation annotation) {
        if (annotations.isOn(annotation)) {
            arguments.add(flag);
        }
    }

    private void number(String flag, Annotation annotation) {
        option(flag, annotations.number(annotation));
    }

    private void optionalNumber(String flag, Annotation annotation) {
        Integer number = annotations.optionalNumber(annotation);
        if (number != null) {
            option(flag, number);
        }
    }

    private void textIfAny(String flag, Annotation annotation) {
        optionIfAny(flag, annotations.text(annotation));
    }

    private void textIfGiven(String flag, Annotation annotation) {
        if (annotations.has(annotation)) {
            option(flag, annotations.text(annotation));
        }
    }

    private void optionIfAny(String flag, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            option(flag, value);
        }
    }

    private void option(String flag, Object value) {
        arguments.add(flag);
        arguments.add(String.valueOf(value));
    }
}
