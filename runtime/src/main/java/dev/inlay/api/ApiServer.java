package dev.inlay.api;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** One head, on its ports. Thread-safe. */
public interface ApiServer {

    /** Begins to listen. Fails with a message that names the address if it cannot. */
    Mono<Void> start();

    /** Where it listens; empty while it does not. */
    List<SocketAddress> addresses();

    /** Takes no new requests, waits for those under way and cuts what is left when the grace period has passed. */
    Mono<Void> stop(Duration gracePeriod);
}
