package dev.inlay.controlplane.annotation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The annotations of a pod, or of the template of a workload's pods, and what holds while they are absent.
 *
 * @see <a href="https://docs.dapr.io/reference/arguments-annotations-overview/">Dapr's arguments and annotations</a>
 */
public enum Annotation {
    ACTORS_DISSEMINATE_TIMEOUT("dapr.io/actors-disseminate-timeout"),
    API_TOKEN_SECRET("dapr.io/api-token-secret"),
    APP_BINDING_OPTIONS_TIMEOUT("dapr.io/app-binding-options-timeout"),
    APP_CHANNEL_ADDRESS("dapr.io/app-channel-address"),
    APP_HEALTH_CHECK_PATH("dapr.io/app-health-check-path", "/healthz"),
    APP_HEALTH_PROBE_INTERVAL("dapr.io/app-health-probe-interval", "5"),
    APP_HEALTH_PROBE_TIMEOUT("dapr.io/app-health-probe-timeout", "500"),
    APP_HEALTH_THRESHOLD("dapr.io/app-health-threshold", "3"),
    APP_ID("dapr.io/app-id"),
    APP_MAX_CONCURRENCY("dapr.io/app-max-concurrency"),
    APP_PORT("dapr.io/app-port"),
    APP_PROTOCOL("dapr.io/app-protocol", "http"),
    APP_SSL("dapr.io/app-ssl"),
    APP_TOKEN_SECRET("dapr.io/app-token-secret"),
    BLOCK_SHUTDOWN_DURATION("dapr.io/block-shutdown-duration"),
    COMPONENT_CONTAINER("dapr.io/component-container"),
    CONFIG("dapr.io/config"),
    DEBUG_PORT("dapr.io/debug-port", "40000"),
    DISABLE_BUILTIN_K8S_SECRET_STORE("dapr.io/disable-builtin-k8s-secret-store"),
    DISABLE_INIT_ENDPOINTS("dapr.io/disable-init-endpoints"),
    ENABLE_API_LOGGING("dapr.io/enable-api-logging"),
    ENABLE_APP_HEALTH_CHECK("dapr.io/enable-app-health-check"),
    ENABLE_DEBUG("dapr.io/enable-debug", "false"),
    ENABLE_METRICS("dapr.io/enable-metrics", "true"),
    ENABLE_NATIVE_SIDECAR("dapr.io/enable-native-sidecar"),
    ENABLE_PROFILING("dapr.io/enable-profiling"),
    ENABLED("dapr.io/enabled"),
    ENV("dapr.io/env"),
    ENV_FROM_SECRET("dapr.io/env-from-secret"),
    GRACEFUL_SHUTDOWN_SECONDS("dapr.io/graceful-shutdown-seconds", "-1"),
    GRPC_PORT("dapr.io/grpc-port", "50001"),
    HTTP_MAX_REQUEST_SIZE("dapr.io/http-max-request-size"),
    HTTP_READ_BUFFER_SIZE("dapr.io/http-read-buffer-size"),
    INJECT_PLUGGABLE_COMPONENTS("dapr.io/inject-pluggable-components"),
    INTERNAL_GRPC_PORT("dapr.io/internal-grpc-port", "50002"),
    LOG_AS_JSON("dapr.io/log-as-json"),
    LOG_LEVEL("dapr.io/log-level", "info"),
    MAX_BODY_SIZE("dapr.io/max-body-size"),
    METRICS_PORT("dapr.io/metrics-port", "9090"),
    PLACEMENT_HOST_ADDRESS("dapr.io/placement-host-address"),
    PLUGGABLE_COMPONENTS("dapr.io/pluggable-components"),
    PLUGGABLE_COMPONENTS_SOCKETS_FOLDER("dapr.io/pluggable-components-sockets-folder"),
    READ_BUFFER_SIZE("dapr.io/read-buffer-size"),
    SCHEDULER_HOST_ADDRESS("dapr.io/scheduler-host-address"),
    SENTRY_REQUEST_JWT_AUDIENCES("dapr.io/sentry-request-jwt-audiences"),
    SIDECAR_CPU_LIMIT("dapr.io/sidecar-cpu-limit"),
    SIDECAR_CPU_REQUEST("dapr.io/sidecar-cpu-request"),
    SIDECAR_IMAGE("dapr.io/sidecar-image"),
    SIDECAR_LISTEN_ADDRESSES("dapr.io/sidecar-listen-addresses", "[::1],127.0.0.1"),
    SIDECAR_LIVENESS_PROBE_DELAY_SECONDS("dapr.io/sidecar-liveness-probe-delay-seconds", "180"),
    SIDECAR_LIVENESS_PROBE_PERIOD_SECONDS("dapr.io/sidecar-liveness-probe-period-seconds", "10"),
    SIDECAR_LIVENESS_PROBE_THRESHOLD("dapr.io/sidecar-liveness-probe-threshold", "5"),
    SIDECAR_LIVENESS_PROBE_TIMEOUT_SECONDS("dapr.io/sidecar-liveness-probe-timeout-seconds", "3"),
    SIDECAR_MEMORY_LIMIT("dapr.io/sidecar-memory-limit"),
    SIDECAR_MEMORY_REQUEST("dapr.io/sidecar-memory-request"),
    SIDECAR_READINESS_PROBE_DELAY_SECONDS("dapr.io/sidecar-readiness-probe-delay-seconds", "1"),
    SIDECAR_READINESS_PROBE_PERIOD_SECONDS("dapr.io/sidecar-readiness-probe-period-seconds", "1"),
    SIDECAR_READINESS_PROBE_THRESHOLD("dapr.io/sidecar-readiness-probe-threshold", "5"),
    SIDECAR_READINESS_PROBE_TIMEOUT_SECONDS("dapr.io/sidecar-readiness-probe-timeout-seconds", "1"),
    SIDECAR_SECCOMP_PROFILE_TYPE("dapr.io/sidecar-seccomp-profile-type"),
    SIDECAR_SVC_ANNOTATIONS("dapr.io/sidecar-svc-annotations"),
    UNIX_DOMAIN_SOCKET_PATH("dapr.io/unix-domain-socket-path"),
    VOLUME_MOUNTS("dapr.io/volume-mounts"),
    VOLUME_MOUNTS_RW("dapr.io/volume-mounts-rw"),

    /** {@code embedded}: the application brings the runtime, so the pod gets no sidecar. */
    RUNTIME("inlay.dev/runtime", "sidecar");

    private static final Set<Annotation> NUMBERS = EnumSet.of(
            APP_HEALTH_PROBE_INTERVAL,
            APP_HEALTH_PROBE_TIMEOUT,
            APP_HEALTH_THRESHOLD,
            APP_MAX_CONCURRENCY,
            APP_PORT,
            DEBUG_PORT,
            GRACEFUL_SHUTDOWN_SECONDS,
            GRPC_PORT,
            HTTP_MAX_REQUEST_SIZE,
            HTTP_READ_BUFFER_SIZE,
            INTERNAL_GRPC_PORT,
            METRICS_PORT);

    private final String key;
    private final String defaultText;

    Annotation(String key) {
        this(key, "");
    }

    Annotation(String key, String defaultText) {
        this.key = key;
        this.defaultText = defaultText;
    }

    /** The annotation's name as manifests have it. */
    public String key() {
        return key;
    }

    /** Whether its value is a whole number. */
    public boolean isNumber() {
        return name().startsWith("SIDECAR_LIVENESS_")
                || name().startsWith("SIDECAR_READINESS_")
                || NUMBERS.contains(this);
    }

    /** Whether there is an annotation of this name; those that the platform sets itself count, too. */
    public static boolean isKnown(String key) {
        return key.equals("dapr.io/control-plane")
                || Arrays.stream(values()).anyMatch(annotation -> annotation.key.equals(key));
    }

    /** What holds while it is absent; empty for none. */
    public String defaultText() {
        return defaultText;
    }
}
