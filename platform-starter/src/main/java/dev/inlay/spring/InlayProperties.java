package dev.inlay.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the runtime inside the application.
 *
 * @param enabled Whether the runtime is there at all.
 * @param appId App id by which other applications call this one. Default: spring.application.name, else the environment
 *     variable APP_ID, else the name of the main class.
 * @param namespace Namespace of the application. Default: the environment variable NAMESPACE.
 * @param resourcesPaths Folders or files with manifests (components, resiliency).
 * @param configPaths Files with Configuration manifests; later ones override earlier ones.
 * @param components Components by name, as manifests describe them. A manifest of the same name is a fault.
 * @param state Settings of the state building block.
 * @param invoke Settings of service invocation.
 * @param nameResolution How other applications are found.
 * @param internalGrpcPort Port on which other instances reach this one, 0 for any free port. Default: the environment
 *     variable DAPR_INTERNAL_GRPC_PORT, else 50002 with an open API, else 0.
 * @param hostAddress Address that this instance announces to others. Default: the environment variable DAPR_HOST_IP,
 *     else the address of an outside route.
 * @param api Dapr's HTTP and gRPC API on ports of the application, for callers outside of it.
 * @param kubernetes The control plane of the cluster that the application runs in.
 * @param maxBodySize Largest body that is held in memory; streams may be longer.
 * @param shutdownGrace How long calls under way may take at shutdown.
 * @param healthTimeout How long a component's health check may take.
 */
@ConfigurationProperties("inlay")
public record InlayProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String appId,
        @Nullable String namespace,
        @DefaultValue List<Path> resourcesPaths,
        @DefaultValue List<Path> configPaths,
        @DefaultValue Map<String, Component> components,
        @DefaultValue State state,
        @DefaultValue Invoke invoke,
        @Nullable NameResolution nameResolution,
        @Nullable Integer internalGrpcPort,
        @Nullable String hostAddress,
        @DefaultValue Api api,
        @DefaultValue Kubernetes kubernetes,
        @DefaultValue("4MB") DataSize maxBodySize,
        @DefaultValue("5s") Duration shutdownGrace,
        @DefaultValue("2s") Duration healthTimeout) {

    /**
     * One component.
     *
     * @param type Type of the component, as state.redis.
     * @param version Version of the type.
     * @param metadata Metadata of the component: what its type knows, by name.
     * @param scopes App ids that the component is for; empty for all.
     * @param ignoreErrors Whether the application starts also if the component cannot become ready.
     * @param initTimeout How long the component may take to become ready.
     */
    public record Component(
            @Nullable String type,
            @DefaultValue("v1") String version,
            @DefaultValue Map<String, String> metadata,
            @DefaultValue List<String> scopes,
            @DefaultValue("false") boolean ignoreErrors,
            @DefaultValue("5s") Duration initTimeout) {}

    /**
     * The state building block.
     *
     * @param defaultStore Name of the component behind the StateClient bean. Where no such component is configured, it is
     *     the application's Redis if it has one, else a file of the embedded store.
     * @param embedded Whether that file is made where nothing else is configured. Without it, state has no store then.
     * @param path File of the embedded store. Default: one per machine user under ~/.inlay.
     */
    public record State(
            @DefaultValue("statestore") String defaultStore,
            @DefaultValue("true") boolean embedded,
            @Nullable Path path) {}

    /**
     * Service invocation.
     *
     * @param serve Whether other applications may call this one.
     * @param blockTimeout How long a method of an @InvokeExchange interface that returns a plain value waits. Default: no
     *     limit but those of resiliency.
     */
    public record Invoke(
            @DefaultValue("true") boolean serve, @Nullable Duration blockTimeout) {}

    /**
     * Dapr's HTTP and gRPC API on ports of the application.
     *
     * @param enabled Whether the API is offered, and the metrics under Dapr's names beside it.
     * @param listenAddresses Addresses on which all its ports listen.
     * @param httpPort Port of the HTTP API, 0 for any free port.
     * @param grpcPort Port of the gRPC API, 0 for any free port.
     * @param metricsPort Port where Prometheus gets the metrics, 0 for any free port.
     * @param publicPort Port that serves health and metadata only. Default: none.
     * @param token What callers must show in dapr-api-token. Default: the environment variable DAPR_API_TOKEN, else
     *     nothing.
     * @param allowedOrigins Origins that browsers may call from, separated by commas; empty to leave CORS out.
     * @param logCalls Whether each call is logged.
     */
    public record Api(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("127.0.0.1") List<String> listenAddresses,
            @DefaultValue("3500") int httpPort,
            @DefaultValue("50001") int grpcPort,
            @DefaultValue("9090") int metricsPort,
            @Nullable Integer publicPort,
            @Nullable String token,
            @DefaultValue("*") String allowedOrigins,
            @DefaultValue("false") boolean logCalls) {}

    /**
     * The control plane of a cluster. The injector sets all of this in the environment of pods with the annotation
     * inlay.dev/runtime: embedded.
     *
     * @param enabled Whether identity, manifests, secrets and name resolution come from the cluster.
     * @param controlPlaneAddress Host and port of the operator.
     * @param sentryAddress Host and port of sentry.
     * @param controlPlaneNamespace Namespace of the control plane. The environment variable DAPR_CONTROLPLANE_NAMESPACE
     *     wins.
     * @param controlPlaneTrustDomain Trust domain of the control plane. The environment variable
     *     DAPR_CONTROLPLANE_TRUST_DOMAIN wins.
     * @param mtlsEnabled Whether instances prove to each other who they are.
     * @param configuration Name of the application's Configuration in the cluster. Default: none.
     * @param secretStore Whether the secrets of the cluster are there as secret store kubernetes without a component.
     */
    public record Kubernetes(
            @DefaultValue("false") boolean enabled,
            @Nullable String controlPlaneAddress,
            @Nullable String sentryAddress,
            @DefaultValue("default") String controlPlaneNamespace,
            @DefaultValue("localhost") String controlPlaneTrustDomain,
            @DefaultValue("true") boolean mtlsEnabled,
            @Nullable String configuration,
            @DefaultValue("true") boolean secretStore) {}

    /**
     * Name resolution.
     *
     * @param type Component type of the resolver, as sqlite or mdns.
     * @param version Version of the type.
     * @param configuration Settings of the resolver, by name.
     */
    public record NameResolution(
            @Nullable String type,
            @DefaultValue("v1") String version,
            @DefaultValue Map<String, String> configuration) {}
}
