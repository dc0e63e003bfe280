package dev.inlay.wire;

import dev.inlay.InlayRuntime;
import dev.inlay.InlayRuntimes;
import dev.inlay.RuntimeOptions;
import dev.inlay.api.ApiOptions;
import dev.inlay.api.http.HttpApiServer;
import dev.inlay.app.HttpAppChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import reactor.netty.resources.LoopResources;

/**
 * A runtime with the HTTP head in a process of its own, which is given little memory. It prints its port among its log
 * lines, and ends when its input does.
 */
final class Endless {

    static final String PORT = "port ";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Endless() {}

    public static void main(String[] args) throws Exception {
        URI application = URI.create("http://127.0.0.1:" + args[0]);
        LoopResources loops = LoopResources.create("endless");
        InlayRuntime runtime = InlayRuntimes.builder(RuntimeOptions.of("app").withHostAddress("127.0.0.1"))
                .build();
        runtime.start().block(LIMIT);
        runtime.serve(new HttpAppChannel(() -> application)).block(LIMIT);
        ApiOptions options =
                new ApiOptions(List.of("127.0.0.1"), 0, 0, null, "", null, null, "", Integer.MAX_VALUE, 4 << 10, false);
        HttpApiServer server =
                HttpApiServer.builder(runtime.api(() -> {}), options, loops).build();
        server.start().block(LIMIT);
        System.out.println(PORT + ((InetSocketAddress) server.addresses().get(0)).getPort());
        while (System.in.read() >= 0) {
            // The input says nothing but that it has ended.
        }
        server.stop(LIMIT).block(LIMIT);
        runtime.stop().block(LIMIT);
        System.exit(0);
    }
}
