package dev.inlay.benchmarks;

import dev.inlay.RuntimeOptions;
import dev.inlay.access.AccessControl;
import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerServer;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** {@link OrderApp} with the runtime embedded: the same work, reached through the internal port. */
final class EmbeddedOrderApp {

    static final String APP_ID = "orders";

    private EmbeddedOrderApp() {}

    /** Serves on the port given until the process is ended. */
    public static void main(String[] arguments) {
        MessageHeaders headers = MessageHeaders.of("content-type", "application/json");
        AppChannel channel = request -> request.body()
                .toBytes(RuntimeOptions.DEFAULT_MAX_BODY_SIZE)
                .map(order -> new InvokeResponse(200, headers, MessageBody.of(OrderApp.answer())));
        PeerServer server = new PeerServer(
                new AppIdentity(APP_ID, ""),
                new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])),
                () -> channel,
                LoopResources.create("peer"),
                PeerCredentials.plaintext(),
                RuntimeOptions.DEFAULT_MAX_BODY_SIZE,
                AccessControl.none(),
                Telemetry.none(),
                TimeSource.system(),
                null);
        server.start().block(Duration.ofSeconds(10));
        Mono.never().block();
    }
}
