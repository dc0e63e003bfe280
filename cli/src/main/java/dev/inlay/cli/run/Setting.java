package dev.inlay.cli.run;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings of an application: Dapr's template fields and the flags that mean the same. */
enum Setting {
    APP_ID("appID", "--app-id", Kind.TEXT, Where.APP, Effect.SOME),
    APP_DIR_PATH("appDirPath", "", Kind.TEXT, Where.APP, Effect.SOME),
    APP_PORT("appPort", "--app-port", Kind.PORT, Where.APP, Effect.SOME),
    COMMAND("command", "COMMAND", Kind.COMMAND_LINE, Where.APP, Effect.SOME),
    APP_CHANNEL_ADDRESS("appChannelAddress", "--app-channel-address", Kind.TEXT, Where.APP, Effect.SOME),
    DAPR_HTTP_PORT("daprHTTPPort", "--dapr-http-port", Kind.PORT, Where.APP, Effect.SOME),
    DAPR_GRPC_PORT("daprGRPCPort", "--dapr-grpc-port", Kind.PORT, Where.APP, Effect.SOME),
    DAPR_INTERNAL_GRPC_PORT("daprInternalGRPCPort", "--dapr-internal-grpc-port", Kind.PORT, Where.APP, Effect.SOME),
    METRICS_PORT("metricsPort", "--metrics-port", Kind.PORT, Where.APP, Effect.SOME),
    PROFILE_PORT("profilePort", "--profile-port", Kind.PORT, Where.APP, Effect.NONE),
    UNIX_DOMAIN_SOCKET("unixDomainSocket", "--unix-domain-socket", Kind.TEXT, Where.APP, Effect.NONE),
    CONTAINER_IMAGE("containerImage", "", Kind.TEXT, Where.APP, Effect.ON_KUBERNETES),
    CONTAINER_IMAGE_PULL_POLICY("containerImagePullPolicy", "", Kind.TEXT, Where.APP, Effect.ON_KUBERNETES),
    CREATE_SERVICE("createService", "", Kind.FLAG, Where.APP, Effect.ON_KUBERNETES),

    CONFIG_FILE_PATH("configFilePath", "--config", Kind.TEXT, Where.BOTH, Effect.SOME),
    RESOURCES_PATHS("resourcesPaths", "--resources-path", Kind.PATHS, Where.BOTH, Effect.SOME),
    RESOURCES_PATH("resourcesPath", "--components-path", Kind.TEXT, Where.BOTH, Effect.SOME),
    RUNTIME_PATH("runtimePath", "--runtime-path", Kind.TEXT, Where.BOTH, Effect.SOME),
    APP_PROTOCOL("appProtocol", "--app-protocol", Kind.PROTOCOL, Where.BOTH, Effect.SOME),
    LOG_LEVEL("logLevel", "--log-level", Kind.LOG_LEVEL, Where.BOTH, Effect.SOME),
    ENV("env", "", Kind.TEXT_MAP, Where.BOTH, Effect.SOME),
    APP_LOG_DESTINATION("appLogDestination", "", Kind.LOG_DESTINATION, Where.BOTH, Effect.SOME),
    DAPRD_LOG_DESTINATION("daprdLogDestination", "", Kind.LOG_DESTINATION, Where.BOTH, Effect.NONE),
    API_LISTEN_ADDRESSES("apiListenAddresses", "--dapr-listen-addresses", Kind.TEXT, Where.BOTH, Effect.NONE),
    ENABLE_PROFILING("enableProfiling", "--enable-profiling", Kind.FLAG, Where.BOTH, Effect.NONE),
    APP_MAX_CONCURRENCY("appMaxConcurrency", "--app-max-concurrency", Kind.NUMBER, Where.BOTH, Effect.NONE),
    PLACEMENT_HOST_ADDRESS("placementHostAddress", "--placement-host-address", Kind.TEXT, Where.BOTH, Effect.NONE),
    SCHEDULER_HOST_ADDRESS("schedulerHostAddress", "--scheduler-host-address", Kind.TEXT, Where.BOTH, Effect.NONE),
    APP_SSL("appSSL", "--app-ssl", Kind.FLAG, Where.BOTH, Effect.NONE),
    MAX_BODY_SIZE("maxBodySize", "--max-body-size", Kind.TEXT, Where.BOTH, Effect.NONE),
    READ_BUFFER_SIZE("readBufferSize", "--read-buffer-size", Kind.TEXT, Where.BOTH, Effect.NONE),
    ENABLE_APP_HEALTH_CHECK("enableAppHealthCheck", "--enable-app-health-check", Kind.FLAG, Where.BOTH, Effect.NONE),
    APP_HEALTH_CHECK_PATH("appHealthCheckPath", "--app-health-check-path", Kind.TEXT, Where.BOTH, Effect.NONE),
    APP_HEALTH_PROBE_INTERVAL(
            "appHealthProbeInterval", "--app-health-probe-interval", Kind.NUMBER, Where.BOTH, Effect.NONE),
    APP_HEALTH_PROBE_TIMEOUT(
            "appHealthProbeTimeout", "--app-health-probe-timeout", Kind.NUMBER, Where.BOTH, Effect.NONE),
    APP_HEALTH_THRESHOLD("appHealthThreshold", "--app-health-threshold", Kind.NUMBER, Where.BOTH, Effect.NONE),
    ENABLE_API_LOGGING("enableApiLogging", "--enable-api-logging", Kind.FLAG, Where.BOTH, Effect.NONE);

    /** Where in a template a setting may stand. */
    enum Where {
        APP,
        BOTH
    }

    /** What a setting does here. */
    enum Effect {
        SOME,
        /** Meant for the daprd process, which an application with an embedded runtime does not have. */
        NONE,
        /** Only looked at when the template goes to a cluster. */
        ON_KUBERNETES
    }

    private static final Map<String, Setting> BY_FIELD =
            Arrays.stream(values()).collect(Collectors.toMap(Setting::field, Function.identity()));

    private final String field;
    private final String flag;
    private final Kind kind;
    private final Where where;
    private final Effect effect;

    Setting(String field, String flag, Kind kind, Where where, Effect effect) {
        this.field = field;
        this.flag = flag;
        this.kind = kind;
        this.where = where;
        this.effect = effect;
    }

    static Map<String, Setting> byField() {
        return BY_FIELD;
    }

    /** The name in a template. */
    String field() {
        return field;
    }

    /** The name on the command line; empty when there is none. */
    String flag() {
        return flag;
    }

    Kind kind() {
        return kind;
    }

    boolean allowedInCommon() {
        return where == Where.BOTH;
    }

    boolean hasNoEffect() {
        return effect == Effect.NONE;
    }
}
