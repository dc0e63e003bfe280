package dev.inlay.sdk;

import dev.inlay.testkit.daprd.Daprd;
import dev.inlay.testkit.redis.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applications of each SDK and protocol beside our sidecar program, and one with the runtime in its own process. */
final class SdkFleet {

    /** A runtime whose API a client speaks to. */
    record Runtime(String appId, int httpPort, int grpcPort) {}

    private final Neighbourhood neighbourhood;
    private final List<String> apps = new ArrayList<>();
    private final Runtime sidecar;
    private final Runtime embedded;

    /** Starts it in a neighbourhood, with which it is closed. */
    SdkFleet(Neighbourhood neighbourhood) throws IOException {
        this.neighbourhood = neighbourhood;
        sidecar = runtime("client", neighbourhood.start(neighbourhood.sidecar("client")));
        Embedded application = neighbourhood.embedded(HelloApplication.class, "embedded");
        embedded = new Runtime("embedded", application.httpPort(), application.grpcPort());
        apps.add("embedded");
        if (Toolchain.hasNode()) {
            Path javascript = Toolchain.javascript();
            start("js-http", "http", javascript, List.of("node", "app.mjs"));
            start("js-grpc", "grpc", javascript, List.of("node", "app.mjs"));
        }
        if (Toolchain.hasPython()) {
            start("py-grpc", "grpc", Toolchain.pythonScripts(), List.of(Toolchain.python(), "app.py"));
        }
    }

    private static Runtime runtime(String appId, Daprd program) {
        return new Runtime(appId, program.httpPort(), program.grpcPort());
    }

    private void start(String appId, String protocol, Path folder, List<String> command) throws IOException {
        int port = EmbeddedRedis.freePort();
        Daprd own =
                neighbourhood.start(neighbourhood.sidecar(appId).appPort(port).flag("--app-protocol=" + protocol));
        neighbourhood.keep(Script.start(
                folder,
                neighbourhood.folder(appId),
                Map.of(
                        "APP_ID", appId,
                        "APP_PORT", port,
                        "PROTOCOL", protocol,
                        "DAPR_API_METHOD_INVOCATION_PROTOCOL", protocol,
                        "DAPR_HTTP_PORT", own.httpPort(),
                        "DAPR_GRPC_PORT", own.grpcPort()),
                command));
        apps.add(appId);
    }

    /** Our sidecar program. */
    Runtime sidecar() {
        return sidecar;
    }

    /** Our runtime in an application. */
    Runtime embedded() {
        return embedded;
    }

    /** Who can be called. */
    List<String> apps() {
        return apps;
    }
}
