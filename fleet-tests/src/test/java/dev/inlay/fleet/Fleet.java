package dev.inlay.fleet;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.inlay.api.ApiHeads;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Four runtimes and the applications behind them: daprd {@code first}, without an application; the packaged sidecar
 * {@code second}; {@code third} with the runtime embedded; daprd {@code fourth}.
 */
final class Fleet implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final RuntimeProcess first;
    private final @Nullable HttpEnd httpEnd;

    /** Starts everything and waits until it is ready. */
    Fleet(Protocol protocol, Path folder) {
        String daprd = System.getenv("DAPR_BIN");
        assumeThat(daprd)
                .as("DAPR_BIN does not name the executable of daprd, so no fleet with it can be made")
                .isNotBlank();
        Path program = Path.of(Objects.requireNonNull(daprd));
        Path sidecar = Path.of(Objects.requireNonNull(System.getProperty("inlay.root")), "sidecar/target/bin/daprd");
        assumeThat(sidecar)
                .as("the sidecar is not packaged; ./mvnw verify does that")
                .isExecutable();
        GrpcRelay talkingEnd = closed(new GrpcRelay("fourth"));
        HttpEnd end = closed(new HttpEnd());
        httpEnd = end;
        int endPort = protocol == Protocol.HTTP ? end.port() : talkingEnd.port();
        closed(runtime(program, "fourth", folder, protocol, endPort));

        GrpcRelay third = closed(new GrpcRelay("third"));
        ConfigurableApplicationContext embedded = closed(embedded(folder, third));
        InetSocketAddress api = (InetSocketAddress)
                embedded.getBean(ApiHeads.class).grpcAddresses().get(0);
        third.passOnTo(api.getPort(), "fourth");

        GrpcRelay second = closed(new GrpcRelay("second"));
        HttpRelay secondOverHttp = closed(new HttpRelay());
        int secondPort = protocol == Protocol.HTTP ? secondOverHttp.port() : second.port();
        RuntimeProcess ofSecond = closed(runtime(sidecar, "second", folder, protocol, secondPort));
        second.passOnTo(ofSecond.grpcPort(), "third");
        secondOverHttp.passOnTo(ofSecond.api("/v1.0/invoke/third/method"));

        first = closed(new RuntimeProcess(program, "first", folder));
    }

    private static RuntimeProcess runtime(Path program, String appId, Path folder, Protocol protocol, int appPort) {
        return new RuntimeProcess(program, appId, folder, "--app-port=" + appPort, "--app-protocol=" + protocol.flag());
    }

    private static ConfigurableApplicationContext embedded(Path folder, GrpcRelay relay) {
        ApplicationContextInitializer<GenericApplicationContext> services = context ->
                context.registerBean(EmbeddedRelay.Services.class, () -> new EmbeddedRelay.Services(relay.own()));
        return new SpringApplicationBuilder(EmbeddedRelay.class)
                .web(WebApplicationType.REACTIVE)
                .initializers(services)
                .run(
                        "--spring.application.name=third",
                        "--spring.main.banner-mode=off",
                        "--spring.main.register-shutdown-hook=false",
                        "--server.port=0",
                        "--inlay.host-address=127.0.0.1",
                        "--inlay.state.embedded=false",
                        "--inlay.name-resolution.type=sqlite",
                        "--inlay.name-resolution.configuration.connectionString=" + RuntimeProcess.names(folder),
                        "--inlay.internal-grpc-port=0",
                        "--inlay.api.enabled=true",
                        "--inlay.api.http-port=0",
                        "--inlay.api.grpc-port=0",
                        "--inlay.api.metrics-port=0");
    }

    private <T extends AutoCloseable> T closed(T part) {
        parts.push(part);
        return part;
    }

    /** The runtime at which calls begin. */
    RuntimeProcess first() {
        return first;
    }

    /** The application at the end of calls by HTTP. */
    HttpEnd httpEnd() {
        return Objects.requireNonNull(httpEnd);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }
}
