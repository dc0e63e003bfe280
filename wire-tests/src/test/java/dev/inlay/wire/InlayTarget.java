package dev.inlay.wire;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiOptions;
import dev.inlay.api.ApiRules;
import dev.inlay.api.CallLogging;
import dev.inlay.api.http.HttpApiServer;
import dev.inlay.app.AppChannel;
import dev.inlay.app.HttpAppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.ResourceLoader;
import dev.inlay.component.ResourceSource;
import dev.inlay.metadata.RuntimeMetadata;
import dev.inlay.testkit.wire.EchoApplication;
import dev.inlay.testkit.wire.ProcessTarget;
import dev.inlay.testkit.wire.WireSetup;
import dev.inlay.testkit.wire.WireTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** A runtime in this process, with an application on a port of its own and the HTTP head in front. */
final class InlayTarget implements WireTarget {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String APP_ID = "app";

    private final EchoApplication application = new EchoApplication();
    private final LoopResources loops = LoopResources.create("wire");
    private final HttpAppChannel channel;
    private final InlayRuntime runtime;
    private final HttpApiServer server;

    /** With an application behind a socket, as a sidecar has it. */
    InlayTarget(Path folder, WireSetup setup) throws IOException {
        this(folder, setup, null);
    }

    /** @param inProcess the application; null for one behind a socket */
    InlayTarget(Path folder, WireSetup setup, @Nullable AppChannel inProcess) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + application.address().getPort());
        this.channel = new HttpAppChannel(() -> address);
        this.runtime = InlayRuntimes.builder(RuntimeOptions.of(APP_ID)
                        .withHostAddress("127.0.0.1")
                        .withResourcesPaths(List.of(ProcessTarget.writeResources(setup, folder))))
                .defaultNameResolver(ComponentManifest.of(
                        "names",
                        "nameresolution.sqlite",
                        "v1",
                        Map.of("connectionString", "file:" + folder.resolve("names.db")),
                        ResourceSource.of("the test")))
                .appConnection(new RuntimeMetadata.AppConnection(address.getPort(), "http", "127.0.0.1", 0, null))
                .build();
        runtime.start().block(LIMIT);
        runtime.serve(inProcess == null ? channel : inProcess).block(LIMIT);
        this.server = server(configuration(folder, setup), setup);
        server.start().block(LIMIT);
    }

    private static ConfigurationManifest configuration(Path folder, WireSetup setup) throws IOException {
        String file = setup.configuration();
        return file == null
                ? ConfigurationManifest.EMPTY
                : ConfigurationManifest.of(new ResourceLoader(new AppIdentity(APP_ID, ""))
                        .load(List.of(ProcessTarget.copy(file, folder, folder.resolve("config")))));
    }

    private HttpApiServer server(ConfigurationManifest configuration, WireSetup setup) {
        ApiOptions defaults = ApiOptions.defaults();
        ApiOptions options = new ApiOptions(
                defaults.listenAddresses(),
                0,
                0,
                setup.publicPort() ? 0 : null,
                "127.0.0.1",
                null,
                setup.apiToken(),
                setup.allowedOrigins(),
                setup.maxBodySize() == 0 ? defaults.maxBodySize() : setup.maxBodySize(),
                defaults.readBufferSize(),
                false);
        return HttpApiServer.builder(runtime.api(() -> {}), options, loops)
                .rules(ApiRules.of(configuration))
                .logging(CallLogging.of(configuration))
                .build();
    }

    @Override
    public InetSocketAddress api() {
        return (InetSocketAddress) server.addresses().get(0);
    }

    @Override
    public InetSocketAddress publicPort() {
        return (InetSocketAddress) Objects.requireNonNull(server.publicAddress(), "no public port");
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("appPort", String.valueOf(application.address().getPort()));
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(5)).block(LIMIT);
        runtime.stop().block(LIMIT);
        channel.close().block(LIMIT);
        loops.disposeLater(Duration.ZERO, LIMIT).block(LIMIT);
        application.close();
    }
}
