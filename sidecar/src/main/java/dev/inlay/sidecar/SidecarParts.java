package dev.inlay.sidecar;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiBackend;
import dev.inlay.api.ApiConfiguration;
import dev.inlay.api.ApiHeads;
import dev.inlay.api.Shutdown;
import dev.inlay.app.AppChannels;
import dev.inlay.app.AppConnection;
import dev.inlay.app.AppOptions;
import dev.inlay.app.AppOptions.HealthCheck;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.Manifests;
import dev.inlay.component.ResourceSource;
import dev.inlay.component.reload.FolderSource;
import dev.inlay.component.reload.ReloadListener;
import dev.inlay.health.Readiness;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.middleware.Pipelines;
import dev.inlay.operator.Membership;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * What one run is made of. Nothing is open yet.
 *
 * @param loops the event loops of everything
 * @param application the way to the application; null if it takes no calls
 */
record SidecarParts(
        LoopResources loops,
        InlayRuntime runtime,
        ApiBackend backend,
        ApiHeads heads,
        @Nullable AppConnection application,
        Observability observability) {

    private static final String NO_HTTP2 = "DAPR_HTTP_DISABLE_H2C";
    private static final Set<String> TRUE = Set.of("y", "yes", "true", "t", "on", "1");
    private static final String NAME_RESOLVER = "nameresolution.mdns";

    /**
     * What a run is put together in.
     *
     * @param membership what the control plane has given; null if there is none
     * @param readiness hears of every part
     */
    record Surroundings(
            UnaryOperator<@Nullable String> environment,
            Shutdown shutdown,
            ReloadListener reloads,
            @Nullable Membership membership,
            Readiness readiness,
            TimeSource time) {}

    /**
     * Reads manifests and Configuration, and puts everything together. Reads files, so not for an event loop.
     *
     * @throws dev.inlay.component.InvalidManifestException with every fault
     */
    static SidecarParts assemble(SidecarOptions options, Surroundings around) {
        TimeSource time = around.time;
        UnaryOperator<@Nullable String> environment = around.environment;
        InlayRuntimes.Builder builder = InlayRuntimes.builder(options.runtime())
                .time(time)
                .environment(environment)
                .readiness(around.readiness)
                .appProtocol(options.application().protocol())
                .appConnection(described(options.application()))
                .defaultNameResolver(nameResolver())
                .hotReload(around.reloads, options.reloadPeriod());
        ApiConfiguration configuration = ApiConfiguration.of(withManifests(builder, options, around), environment);
        LoopResources loops = LoopResources.create("inlay");
        Observability observability = Observability.of(options, configuration, environment, loops, time);
        InlayRuntime runtime = builder.eventLoops(loops)
                .telemetry(observability.telemetry())
                .metrics(observability.metrics())
                .build();
        ApiBackend backend = runtime.api(around.shutdown);
        Pipelines pipelines = Pipelines.of(configuration.manifest(), backend.components());
        ApiHeads heads = ApiHeads.of(
                backend,
                options.api(),
                configuration,
                new ApiHeads.HttpFront(
                        observability.httpServer(), pipelines.server(), !isTrue(environment.apply(NO_HTTP2))),
                loops,
                time);
        return new SidecarParts(
                loops,
                runtime,
                backend,
                heads,
                application(
                        options, pipelines, observability, backend.telemetry().madeCalls(), time),
                observability);
    }

    /** Gives the builder the manifests of the control plane, or those in folders; returns them. */
    private static Manifests withManifests(InlayRuntimes.Builder builder, SidecarOptions options, Surroundings around) {
        Manifests ofCluster = around.membership == null ? null : around.membership.manifests();
        if (ofCluster == null) {
            RuntimeOptions runtime = options.runtime();
            FolderSource folders =
                    new FolderSource(runtime.app(), runtime.resourcesPaths(), runtime.configPaths(), around.time);
            Manifests manifests = folders.readAll();
            builder.manifests(folders, manifests);
            ofCluster = manifests;
        }
        if (around.membership != null) {
            around.membership.applyTo(builder);
        }
        return ofCluster;
    }

    private static @Nullable AppConnection application(
            SidecarOptions options,
            Pipelines pipelines,
            Observability observability,
            GrpcCalls calls,
            TimeSource time) {
        AppOptions application = options.application();
        return application.port() == 0
                ? null
                : AppChannels.connect(
                        application,
                        observability.beforeApplication(pipelines.app()),
                        options.runtime().maxBodySize(),
                        JsonCodec.standard(),
                        calls,
                        time);
    }

    private static RuntimeMetadata.AppConnection described(AppOptions application) {
        HealthCheck check = application.health();
        return new RuntimeMetadata.AppConnection(
                application.port(),
                application.protocol().name().toLowerCase(Locale.ROOT),
                application.address(),
                Math.max(0, application.maxConcurrency()),
                check == null
                        ? null
                        : new RuntimeMetadata.AppHealth(
                                application.protocol().isGrpc() ? "" : check.path(),
                                check.interval(),
                                check.timeout(),
                                check.threshold()));
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && TRUE.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    /** Where no Configuration says otherwise, applications find each other as beside Dapr's own sidecars. */
    private static ComponentManifest nameResolver() {
        return ComponentManifest.of(
                NAME_RESOLVER, NAME_RESOLVER, "v1", Map.of(), ResourceSource.of("the default name resolution"));
    }
}
