package dev.inlay.api.grpc;

import com.google.protobuf.Empty;
import dev.inlay.api.ApiBackend;
import dev.inlay.api.Shutdown;
import dev.inlay.codec.JsonCodec;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprProtos.ShutdownRequest;
import io.dapr.v1.DaprSecretProtos.GetBulkSecretResponse;
import io.dapr.v1.DaprSecretProtos.GetSecretResponse;
import io.dapr.v1.DaprStateProtos.GetBulkStateResponse;
import io.dapr.v1.DaprStateProtos.GetStateResponse;
import io.dapr.v1.DaprStateProtos.QueryStateResponse;
import io.grpc.Metadata;
import io.grpc.ServerCallHandler;
import reactor.core.publisher.Mono;

/** The service {@code Dapr}: which method is answered by whom. */
final class DaprService {

    private static final Empty EMPTY = Empty.getDefaultInstance();
    private static final Metadata.Key<String> FORCE = Metadata.Key.of(Shutdown.FORCE, Metadata.ASCII_STRING_MARSHALLER);

    private DaprService() {}

    static DaprMethods methods(ApiBackend backend, JsonCodec codec) {
        UnaryHandlers handlers = new UnaryHandlers(new GrpcErrors(backend.app(), backend.telemetry()));
        DaprMethods methods = new DaprMethods();
        methods.add(
                new ApiGroup("invoke", "v1.0"), DaprGrpc.getInvokeServiceMethod(), new InvokeMethod(backend, handlers));
        addState(methods, handlers, new StateMethods(backend.state(), codec));
        addSecrets(methods, handlers, new SecretMethods(backend.secrets()));
        addRuntime(methods, handlers, backend);
        UnconfiguredBlocks.addTo(methods, handlers);
        return methods;
    }

    private static void addState(DaprMethods methods, UnaryHandlers handlers, StateMethods state) {
        ApiGroup stable = new ApiGroup("state", "v1.0");
        methods.add(
                        stable,
                        DaprGrpc.getGetStateMethod(),
                        handlers.of(state::get, GetStateResponse.getDefaultInstance()))
                .add(
                        stable,
                        DaprGrpc.getGetBulkStateMethod(),
                        handlers.of(state::getAll, GetBulkStateResponse.getDefaultInstance()))
                .add(stable, DaprGrpc.getSaveStateMethod(), handlers.of(state::save, EMPTY))
                .add(stable, DaprGrpc.getDeleteStateMethod(), handlers.of(state::delete, EMPTY))
                .add(stable, DaprGrpc.getDeleteBulkStateMethod(), handlers.of(state::deleteAll, EMPTY))
                .add(stable, DaprGrpc.getExecuteStateTransactionMethod(), handlers.of(state::transact, EMPTY))
                .add(
                        new ApiGroup("state", "v1.0-alpha1"),
                        DaprGrpc.getQueryStateAlpha1Method(),
                        handlers.of(state::query, QueryStateResponse.getDefaultInstance()));
    }

    private static void addSecrets(DaprMethods methods, UnaryHandlers handlers, SecretMethods secrets) {
        ApiGroup group = new ApiGroup("secrets", "v1.0");
        methods.add(
                        group,
                        DaprGrpc.getGetSecretMethod(),
                        handlers.of(secrets::get, GetSecretResponse.getDefaultInstance()))
                .add(
                        group,
                        DaprGrpc.getGetBulkSecretMethod(),
                        handlers.of(secrets::getAll, GetBulkSecretResponse.getDefaultInstance()));
    }

    private static void addRuntime(DaprMethods methods, UnaryHandlers handlers, ApiBackend backend) {
        ApiGroup group = new ApiGroup("metadata", "v1.0");
        MetadataMethods metadata = new MetadataMethods(backend.metadata());
        methods.add(group, DaprGrpc.getGetMetadataMethod(), handlers.of(metadata::get))
                .add(group, DaprGrpc.getSetMetadataMethod(), handlers.of(metadata::set))
                .add(
                        new ApiGroup("shutdown", "v1.0"),
                        DaprGrpc.getShutdownMethod(),
                        shutdown(handlers, backend.shutdown()));
    }

    private static ServerCallHandler<ShutdownRequest, Empty> shutdown(UnaryHandlers handlers, Shutdown shutdown) {
        return (call, metadata) -> handlers.of(
                        (ShutdownRequest request) ->
                                Mono.<Empty>fromRunnable(() -> shutdown.asAsked(metadata.get(FORCE))),
                        EMPTY)
                .startCall(call, metadata);
    }
}
