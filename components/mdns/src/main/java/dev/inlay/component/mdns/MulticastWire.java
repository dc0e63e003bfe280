package dev.inlay.component.mdns;

import dev.inlay.component.mdns.LocalNetworks.Place;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The real network: a {@link MulticastLink} for each interface and protocol, all on one event loop. An interface that
 * refuses is passed over; it is tried again at the next {@link #rescan()}.
 */
final class MulticastWire implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(MulticastWire.class);

    private final Predicate<NetworkInterface> wanted;
    private final LoopResources loops = LoopResources.create("inlay-mdns", 1, true);
    private final Map<Place, MulticastLink> links = new ConcurrentHashMap<>();
    private volatile LocalNetworks networks = LocalNetworks.NONE;
    private volatile @Nullable Consumer<Packet> receiver;

    /**
     * A wire that is not open yet.
     *
     * @param wanted which interfaces may be used
     */
    MulticastWire(Predicate<NetworkInterface> wanted) {
        this.wanted = wanted;
    }

    @Override
    public Mono<Void> open(Consumer<Packet> packets) {
        return Mono.defer(() -> {
            receiver = packets;
            return scan().flatMap(this::openAll);
        });
    }

    private Mono<Void> openAll(LocalNetworks found) {
        if (found.places().isEmpty()) {
            return Mono.error(unusable("this machine has no network interface that is up", null));
        }
        return Flux.fromIterable(found.places())
                .concatMapDelayError(this::link)
                .then()
                .onErrorResume(error -> links.isEmpty()
                        ? Mono.error(
                                unusable("none of " + found.places() + " can be used: " + error.getMessage(), error))
                        : Mono.empty());
    }

    private static InlayException unusable(String problem, @Nullable Throwable cause) {
        return new InlayException(
                ErrorCode.INTERNAL,
                "multicast DNS does not work here: " + problem + " (another way to find instances: sqlite)",
                cause);
    }

    private Mono<LocalNetworks> scan() {
        return Mono.fromCallable(() -> LocalNetworks.scan(wanted))
                .subscribeOn(Schedulers.boundedElastic())
                .doOnNext(found -> networks = found);
    }

    private Mono<MulticastLink> link(Place place) {
        return MulticastLink.open(place, loops.onClient(false), this::received)
                .doOnNext(link -> links.put(place, link))
                .doOnError(error -> LOG.debug("multicast DNS cannot use {}: {}", place, error.getMessage()));
    }

    private void received(MulticastLink link, byte[] content, InetSocketAddress sender) {
        LocalNetworks known = networks;
        Consumer<Packet> packets = receiver;
        if (packets != null && known.isNear(sender.getAddress())) {
            packets.accept(new Packet(content, sender, known.isThisMachine(sender.getAddress()), link));
        }
    }

    @Override
    public Flux<Link> rescan() {
        return scan().flatMapMany(found -> {
            Mono<Void> closed = Flux.fromIterable(links.keySet())
                    .filter(place -> !found.places().contains(place))
                    .concatMap(this::unlink)
                    .then();
            Flux<Link> opened = Flux.fromIterable(found.places())
                    .filter(place -> !links.containsKey(place))
                    .concatMap(place -> link(place).onErrorResume(error -> Mono.empty()));
            return closed.thenMany(opened);
        });
    }

    private Mono<Void> unlink(Place place) {
        MulticastLink link = links.remove(place);
        return link == null ? Mono.empty() : link.close().onErrorResume(error -> Mono.empty());
    }

    @Override
    public Mono<Void> multicast(byte[] packet) {
        return Mono.defer(() -> {
            List<MulticastLink> open = List.copyOf(links.values());
            if (open.isEmpty()) {
                return Mono.error(unusable("no network interface is open", null));
            }
            return Flux.fromIterable(open)
                    .concatMap(link -> link.multicast(packet).materialize())
                    .collectList()
                    .flatMap(outcomes -> outcomes.stream().allMatch(outcome -> outcome.getThrowable() != null)
                            ? Mono.error(unusable(
                                    "nothing can be sent", outcomes.get(0).getThrowable()))
                            : Mono.empty());
        });
    }

    @Override
    public String describe() {
        return links.values().stream()
                .map(MulticastLink::toString)
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining(", "));
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            receiver = null;
            return Flux.fromIterable(links.keySet())
                    .concatMap(this::unlink)
                    .then(loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)));
        });
    }
}
