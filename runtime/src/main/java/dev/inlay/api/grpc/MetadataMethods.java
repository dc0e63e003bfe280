package dev.inlay.api.grpc;

import com.google.protobuf.Empty;
import dev.inlay.metadata.MetadataClient;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.time.Durations;
import io.dapr.v1.DaprMetadataProtos.ActorRuntime;
import io.dapr.v1.DaprMetadataProtos.AppConnectionHealthProperties;
import io.dapr.v1.DaprMetadataProtos.AppConnectionProperties;
import io.dapr.v1.DaprMetadataProtos.GetMetadataRequest;
import io.dapr.v1.DaprMetadataProtos.GetMetadataResponse;
import io.dapr.v1.DaprMetadataProtos.MetadataHTTPEndpoint;
import io.dapr.v1.DaprMetadataProtos.MetadataWorkflows;
import io.dapr.v1.DaprMetadataProtos.RegisteredComponents;
import io.dapr.v1.DaprMetadataProtos.SetMetadataRequest;
import reactor.core.publisher.Mono;

/** The methods about the runtime itself. */
record MetadataMethods(MetadataClient metadata) {

    private static final String NO_PLACEMENT = "placement: disconnected";

    Mono<GetMetadataResponse> get(GetMetadataRequest request) {
        return Mono.fromSupplier(() -> response(metadata.get()));
    }

    Mono<Empty> set(SetMetadataRequest request) {
        return Mono.fromSupplier(() -> {
            metadata.put(request.getKey(), request.getValue());
            return Empty.getDefaultInstance();
        });
    }

    private static GetMetadataResponse response(RuntimeMetadata known) {
        GetMetadataResponse.Builder response = GetMetadataResponse.newBuilder()
                .setId(known.appId())
                .setRuntimeVersion(known.runtimeVersion())
                .addAllEnabledFeatures(known.enabledFeatures())
                .putAllExtendedMetadata(known.extended())
                .setActorRuntime(ActorRuntime.newBuilder()
                        .setRuntimeStatus(ActorRuntime.ActorRuntimeStatus.DISABLED)
                        .setPlacement(NO_PLACEMENT))
                .setWorkflows(MetadataWorkflows.getDefaultInstance());
        for (RuntimeMetadata.LoadedComponent component : known.components()) {
            response.addRegisteredComponents(RegisteredComponents.newBuilder()
                    .setName(component.name())
                    .setType(component.type())
                    .setVersion(component.version())
                    .addAllCapabilities(component.capabilities()));
        }
        known.httpEndpoints()
                .forEach(name -> response.addHttpEndpoints(
                        MetadataHTTPEndpoint.newBuilder().setName(name)));
        RuntimeMetadata.AppConnection app = known.app();
        if (app != null) {
            response.setAppConnectionProperties(connection(app));
        }
        return response.build();
    }

    private static AppConnectionProperties.Builder connection(RuntimeMetadata.AppConnection app) {
        AppConnectionProperties.Builder connection = AppConnectionProperties.newBuilder()
                .setPort(app.port())
                .setProtocol(app.protocol())
                .setChannelAddress(app.channelAddress())
                .setMaxConcurrency(app.maxConcurrency());
        RuntimeMetadata.AppHealth health = app.health();
        if (health != null) {
            connection.setHealth(AppConnectionHealthProperties.newBuilder()
                    .setHealthCheckPath(health.path())
                    .setHealthProbeInterval(Durations.format(health.interval()))
                    .setHealthProbeTimeout(Durations.format(health.timeout()))
                    .setHealthThreshold(health.threshold()));
        }
        return connection;
    }
}
