package dev.inlay.peer;

import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where a proxied call goes, and what it carries there. */
interface ProxyRoute {

    Metadata.Key<String> APP_ID = key("dapr-app-id");
    Metadata.Key<String> CALLEE_APP_ID = key(CallerHeaders.CALLEE_APP_ID);
    Metadata.Key<String> CALLER_APP_ID = key(CallerHeaders.CALLER_APP_ID);
    Metadata.Key<String> API_TOKEN = key("dapr-api-token");

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** One end of the route, good for one attempt. */
    record End(Channel channel, Runnable reconnect) {}

    /** Finds the end for an attempt. Its {@code reconnect} makes the next attempt start from a new connection. */
    Mono<End> find();

    /** The metadata of an attempt, made of the caller's. */
    Metadata headers(Metadata ofCaller);

    /** What the caller sent, without what was meant for this runtime. */
    private static Metadata passedOn(Metadata ofCaller) {
        Metadata headers = new Metadata();
        headers.merge(ofCaller);
        headers.discardAll(API_TOKEN);
        headers.discardAll(APP_ID);
        return headers;
    }

    /**
     * The way to the application of this runtime.
     *
     * @param application gives null while there is none
     */
    record ToOwnApplication(AppIdentity app, Supplier<? extends @Nullable AppChannel> application)
            implements ProxyRoute {

        @Override
        public Mono<End> find() {
            AppChannel called = application.get();
            Channel present = called == null ? null : called.grpc();
            if (present == null) {
                return Mono.error(() -> new ProxyFault(
                        Status.UNAVAILABLE.withDescription("there is no gRPC channel to application " + app.appId()
                                + " (expected: an application that speaks gRPC and has started)"),
                        new Metadata()));
            }
            // This channel connects anew by itself.
            return Mono.just(new End(present, () -> {}));
        }

        @Override
        public Metadata headers(Metadata ofCaller) {
            return passedOn(ofCaller);
        }
    }

    /** The way to another application, through its runtime's internal port. */
    record ToPeer(AppIdentity self, AppIdentity callee, PeerTransport transport, NameResolution resolution)
            implements ProxyRoute {

        @Override
        public Mono<End> find() {
            return resolution
                    .find(callee)
                    .map(address -> new End(transport.channel(address, callee), () -> {
                        transport.drop(address, callee);
                        resolution.forget(callee, address);
                    }));
        }

        @Override
        public Metadata headers(Metadata ofCaller) {
            Metadata headers = passedOn(ofCaller);
            headers.discardAll(CALLER_APP_ID);
            headers.discardAll(CALLEE_APP_ID);
            headers.put(CALLER_APP_ID, self.appId());
            headers.put(CALLEE_APP_ID, callee.appId());
            return headers;
        }
    }
}
