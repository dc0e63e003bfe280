package dev.inlay.component.mdns;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The network, as far as multicast DNS needs it. Thread-safe; nothing blocks. */
interface Wire {

    /**
     * Opens all links and hands over what comes in on them. Fails if there is not a single one. May be called again
     * after a failure.
     */
    Mono<Void> open(Consumer<Packet> receiver);

    /** Opens links that have come up since and closes those that are gone; gives the new ones. */
    Flux<Link> rescan();

    /** Sends to everybody on all links. Fails if that works on none of them. */
    Mono<Void> multicast(byte[] packet);

    /** The links that are open, for people. */
    String describe();

    Mono<Void> close();

    /** One network interface. */
    interface Link {

        /** Sends to everybody. */
        Mono<Void> multicast(byte[] packet);

        /** Sends to one. */
        Mono<Void> send(byte[] packet, InetSocketAddress receiver);

        /** How often answers are given here. */
        AnswerPace pace();
    }

    /**
     * Something has come in from this machine or its neighbours.
     *
     * @param isFromThisMachine whether the sender's address is one of ours
     */
    record Packet(byte[] content, InetSocketAddress sender, boolean isFromThisMachine, Link link) {}
}
