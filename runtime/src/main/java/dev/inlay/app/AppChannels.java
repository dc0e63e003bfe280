package dev.inlay.app;

import dev.inlay.codec.JsonCodec;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageFilter;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;

/**
 * Puts the ways to applications together. A call passes, in this order: the filters of {@code appHttpPipeline} (HTTP
 * applications only), the question whether the application is healthy, the limit of concurrent calls, the wire.
 */
public final class AppChannels {

    private static final String TOKEN_FIELD = "dapr-api-token";

    private AppChannels() {}

    /**
     * The connection to an application. Nothing is opened before the first call.
     *
     * @param options how it is reached; with a port
     * @param pipeline stands before an application that speaks HTTP
     * @param maxBodySize the largest body of an application that speaks gRPC, and of its configuration, in bytes
     */
    public static AppConnection connect(
            AppOptions options, MessageFilter pipeline, int maxBodySize, JsonCodec json, TimeSource time) {
        return connect(options, pipeline, maxBodySize, json, GrpcCalls.NONE, time);
    }

    /** @param calls hears of every call to an application that speaks gRPC */
    public static AppConnection connect(
            AppOptions options,
            MessageFilter pipeline,
            int maxBodySize,
            JsonCodec json,
            GrpcCalls calls,
            TimeSource time) {
        if (options.port() <= 0) {
            throw new IllegalArgumentException(
                    "the port of the application is " + options.port() + " (expected: 1 to 65535)");
        }
        AppPort port = new AppPort(options, time);
        return options.protocol().isGrpc()
                ? grpc(options, maxBodySize, json, port, calls, time)
                : http(options, pipeline, maxBodySize, json, port, time);
    }

    private static AppConnection http(
            AppOptions options,
            MessageFilter pipeline,
            int maxBodySize,
            JsonCodec json,
            AppPort port,
            TimeSource time) {
        URI address = address(options);
        HttpAppChannel wire = new HttpAppChannel(
                () -> address, options.protocol() == AppOptions.Protocol.H2C ? HttpProtocol.H2C : HttpProtocol.HTTP11);
        AppOptions.HealthCheck check = options.health();
        AppHealth health = check == null
                ? AppHealth.unwatched()
                : new ProbedHealth(check, HealthProbes.http(wire, check.path()), time);
        Function<InvokeRequest, Mono<InvokeResponse>> filtered =
                MessageFilter.chain(List.of(pipeline), guarded(options, wire, health)::invoke);
        return new AppConnection(
                options,
                filtered::apply,
                health,
                port,
                json,
                maxBodySize,
                wire.close().onErrorComplete());
    }

    private static AppConnection grpc(
            AppOptions options, int maxBodySize, JsonCodec json, AppPort port, GrpcCalls calls, TimeSource time) {
        GrpcAppConnection connection = new GrpcAppConnection(options, maxBodySize, calls, time);
        AppOptions.HealthCheck check = options.health();
        AppHealth health =
                check == null ? AppHealth.unwatched() : new ProbedHealth(check, HealthProbes.grpc(connection), time);
        AppChannel wire = new GrpcAppChannel(connection, maxBodySize, json);
        Channel services = ClientInterceptors.intercept(connection, new AppTokenInterceptor(options.apiToken()));
        return new AppConnection(
                options,
                new GrpcApplication(guarded(options, wire, health), services),
                health,
                port,
                json,
                maxBodySize,
                connection.close());
    }

    /** An application with services of its own beside the calls of the runtime. */
    private record GrpcApplication(AppChannel application, Channel grpc) implements AppChannel {

        @Override
        public Mono<InvokeResponse> invoke(InvokeRequest request) {
            return application.invoke(request);
        }
    }

    private static AppChannel guarded(AppOptions options, AppChannel wire, AppHealth health) {
        AppChannel called = withToken(wire, options.apiToken());
        AppChannel limited =
                options.maxConcurrency() > 0 ? new ConcurrencyLimit(called, options.maxConcurrency()) : called;
        return new HealthGate(limited, health);
    }

    private static AppChannel withToken(AppChannel wire, @Nullable String token) {
        return token == null ? wire : request -> wire.invoke(request.withHeader(TOKEN_FIELD, token));
    }

    private static URI address(AppOptions options) {
        String host = options.address().indexOf(':') >= 0 ? "[" + options.address() + "]" : options.address();
        return URI.create((options.protocol().isSecure() ? "https://" : "http://") + host + ":" + options.port());
    }
}
