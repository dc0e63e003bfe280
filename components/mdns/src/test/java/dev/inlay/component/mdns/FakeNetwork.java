package dev.inlay.component.mdns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A network in memory. Whatever is sent has arrived when the sending completes. */
final class FakeNetwork {

    private final List<FakeWire> wires = new ArrayList<>();

    /** Everything that was sent to everybody. */
    final List<byte[]> multicasts = new ArrayList<>();

    /** Everything that was sent to one. */
    final List<InetSocketAddress> unicasts = new ArrayList<>();

    /** Whether packets get lost. */
    boolean isBroken;

    FakeWire newWire() {
        FakeWire wire = new FakeWire();
        wires.add(wire);
        return wire;
    }

    /** How many questions were sent to everybody. */
    long questions() {
        return multicasts.stream()
                .filter(packet -> Packets.read(packet) instanceof Heard.Query)
                .count();
    }

    /** How many announcements, answers and goodbyes were sent to everybody. */
    long reports() {
        return multicasts.size() - questions();
    }

    private void deliver(byte[] packet) {
        multicasts.add(packet);
        if (!isBroken) {
            wires.forEach(wire -> wire.receive(packet, MdnsNameResolver.PORT, true));
        }
    }

    final class FakeWire implements Wire {

        private @Nullable Consumer<Packet> receiver;

        /** Links that the next look at the interfaces will find. */
        final List<Link> comingUp = new ArrayList<>();

        /** Hands over a packet as if somebody had sent it. */
        void receive(byte[] packet, int port, boolean isFromThisMachine) {
            Consumer<Packet> open = receiver;
            if (open != null) {
                InetSocketAddress sender = InetSocketAddress.createUnresolved("10.0.0.1", port);
                open.accept(new Packet(packet, sender, isFromThisMachine, link));
            }
        }

        private final Link link = newLink();

        Link newLink() {
            return new Link() {
                private final AnswerPace pace = new AnswerPace();

                @Override
                public Mono<Void> multicast(byte[] packet) {
                    return FakeWire.this.multicast(packet);
                }

                @Override
                public Mono<Void> send(byte[] packet, InetSocketAddress to) {
                    return Mono.fromRunnable(() -> unicasts.add(to));
                }

                @Override
                public AnswerPace pace() {
                    return pace;
                }
            };
        }

        @Override
        public Mono<Void> open(Consumer<Packet> packets) {
            return Mono.fromRunnable(() -> receiver = packets);
        }

        @Override
        public Flux<Link> rescan() {
            return Flux.defer(() -> {
                List<Link> found = List.copyOf(comingUp);
                comingUp.clear();
                return Flux.fromIterable(found);
            });
        }

        @Override
        public Mono<Void> multicast(byte[] packet) {
            return Mono.fromRunnable(() -> deliver(packet));
        }

        @Override
        public String describe() {
            return "a network in memory";
        }

        @Override
        public Mono<Void> close() {
            return Mono.fromRunnable(() -> receiver = null);
        }
    }
}
