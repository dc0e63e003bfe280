package dev.inlay.benchmarks;

import dev.inlay.RuntimeOptions;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.invoke.HttpEndpoints;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.invoke.InvokeClients;
import dev.inlay.peer.HostAddress;
import dev.inlay.peer.NameResolution;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.peer.PeerTransport;
import dev.inlay.peer.RemoteApps;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The runtime's way to other applications, as an application has it embedded; here there is one other. */
final class EmbeddedCaller implements AutoCloseable {

    private final LoopResources loops = LoopResources.create("caller");
    private final PeerTransport transport;
    private final InvokeClient client;

    EmbeddedCaller(int calleePort) {
        TimeSource time = TimeSource.system();
        JsonCodec json = JsonCodec.standard();
        AppIdentity self = new AppIdentity("client", "");
        this.transport =
                new PeerTransport(loops, PeerCredentials.plaintext(), RuntimeOptions.DEFAULT_MAX_BODY_SIZE, json, time);
        NameResolution names =
                new NameResolution(new OneInstance(new PeerAddress("127.0.0.1", calleePort)), time, count -> 0);
        RemoteApps remote = new RemoteApps(self, new HostAddress("127.0.0.1", "localhost"), transport, names, time);
        this.client = InvokeClients.of(
                self,
                remote,
                HttpEndpoints.none(),
                () -> null,
                ResiliencyPolicies.none(),
                Telemetry.none(),
                json,
                RuntimeOptions.DEFAULT_MAX_BODY_SIZE);
    }

    InvokeClient client() {
        return client;
    }

    @Override
    public void close() {
        transport.close();
        loops.dispose();
    }

    /** The registry file without its file. Its answers are kept, as those of the real one. */
    private record OneInstance(PeerAddress instance) implements NameResolver {
        @Override
        public Mono<Void> init() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> close() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> register(AppIdentity app, PeerAddress own) {
            return Mono.empty();
        }

        @Override
        public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
            return Mono.just(List.of(instance));
        }

        @Override
        public Duration keepsAnswers() {
            return Duration.ofMinutes(1);
        }

        @Override
        public String describe() {
            return "the one instance of the benchmark";
        }
    }
}
