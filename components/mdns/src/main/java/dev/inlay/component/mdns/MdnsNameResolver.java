package dev.inlay.component.mdns;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.mdns.Heard.Query;
import dev.inlay.component.mdns.Heard.Report;
import dev.inlay.component.mdns.Heard.Sighting;
import dev.inlay.component.mdns.Wire.Packet;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Finds instances by multicast DNS (Dapr's {@code nameresolution.mdns}): asks the network for an application and takes
 * what its instances answer, and answers for the own instance when others ask.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>What is known of others is in {@link #instances} only, what is told of this instance in {@link #presence} only;
 *       while there is no presence, nobody is answered.
 *   <li>Of one application, at most one look-up is under way; all who ask meanwhile share it.
 *   <li>Packets are handled on the wire's one thread, which never waits.
 * </ul>
 */
final class MdnsNameResolver implements NameResolver {

    private static final Logger LOG = LoggerFactory.getLogger(MdnsNameResolver.class);

    /** How long an instance may take to answer. Dapr's. */
    static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

    /** How often the instances of known applications are asked for again. Dapr's. */
    static final Duration REFRESH = Duration.ofSeconds(30);

    /** An announcement is repeated once, after this time, since packets get lost (RFC 6762, 8.3). */
    static final Duration REPEAT = Duration.ofSeconds(1);

    /** How long to gather who is there, for the text of an error. */
    static final Duration ROLL_CALL = Duration.ofMillis(250);

    /** Where multicast DNS is spoken. Who sends from another port speaks plain DNS. */
    static final int PORT = 5353;

    private final Wire wire;
    private final Supplier<String> hostName;
    private final long processId;
    private final TimeSource time;
    private final Instances instances = new Instances();
    private final RollCall rollCall = new RollCall();
    private final Map<String, LookUp> lookUps = new ConcurrentHashMap<>();
    private final Disposable.Swap repeat = Disposables.swap();
    private final Disposable.Swap refresh = Disposables.swap();
    private volatile @Nullable Presence presence;

    /**
     * A question that is out.
     *
     * @param answer to be completed by the first answer
     * @param outcome completes with the answer, or when the time for it is over
     */
    private record LookUp(Sinks.Empty<Void> answer, Mono<Void> outcome) {}

    /**
     * A resolver that is not open yet.
     *
     * @param hostName gives the name of this machine; may block
     */
    MdnsNameResolver(Wire wire, Supplier<String> hostName, long processId, TimeSource time) {
        this.wire = wire;
        this.hostName = hostName;
        this.processId = processId;
        this.time = time;
    }

    @Override
    public Mono<Void> init() {
        return wire.open(this::received)
                .doOnSuccess(opened -> refresh.update(Flux.interval(REFRESH, time.scheduler())
                        .onBackpressureDrop()
                        .concatMap(tick -> refreshed())
                        .subscribe()));
    }

    @Override
    public Mono<Void> register(AppIdentity app, PeerAddress address) {
        return withdraw()
                .then(Mono.fromSupplier(() -> Presence.of(app.appId(), address, hostName.get(), processId))
                        .subscribeOn(Schedulers.boundedElastic()))
                .flatMap(announced -> {
                    presence = announced;
                    repeat.update(
                            quietly(Mono.delay(REPEAT, time.scheduler()).then(wire.multicast(announced.announcement())))
                                    .subscribe());
                    return wire.multicast(announced.announcement());
                });
    }

    @Override
    public Mono<Void> withdraw() {
        return Mono.defer(() -> {
            Presence announced = presence;
            presence = null;
            repeat.update(Disposables.disposed());
            return announced == null ? Mono.empty() : quietly(wire.multicast(announced.goodbye()));
        });
    }

    @Override
    public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
        return Mono.defer(() -> {
            PeerAddress known = instances.next(appId, time.now());
            return known != null ? Mono.just(List.of(known)) : lookUp(appId).then(Mono.fromSupplier(() -> turn(appId)));
        });
    }

    private List<PeerAddress> turn(String appId) {
        PeerAddress found = instances.next(appId, time.now());
        return found == null ? List.of() : List.of(found);
    }

    /** Completes when an instance has answered, or the time for that is over. */
    private Mono<Void> lookUp(String appId) {
        Name service = DnsNames.service(appId);
        return service == null
                ? Mono.empty()
                : lookUps.computeIfAbsent(appId, id -> newLookUp(id, service)).outcome();
    }

    private LookUp newLookUp(String appId, Name service) {
        Sinks.Empty<Void> answer = Sinks.empty();
        Mono<Void> outcome = Mono.defer(() -> {
                    instances.expect(appId, time.now());
                    return wire.multicast(Packets.question(service)).then(answer.asMono());
                })
                .timeout(FIRST_ANSWER, Mono.empty(), time.scheduler())
                .doOnTerminate(() -> lookUps.remove(appId))
                .cache();
        return new LookUp(answer, outcome);
    }

    @Override
    public boolean waitsForAnswers() {
        return true;
    }

    @Override
    public void forget(String appId, PeerAddress address) {
        instances.gone(appId, address);
    }

    @Override
    public Mono<List<String>> announcedAppIds() {
        return wire.multicast(Packets.question(DnsNames.SERVICES))
                .then(Mono.delay(ROLL_CALL, time.scheduler()))
                .map(passed -> rollCall.present(time.now()));
    }

    private Mono<Void> refreshed() {
        return Mono.defer(() -> {
            Mono<Void> announced = wire.rescan().concatMap(this::announceOn).then();
            Mono<Void> asked = Flux.fromIterable(instances.found(time.now()))
                    .mapNotNull(DnsNames::service)
                    .concatMap(service -> quietly(wire.multicast(Packets.question(service))))
                    .then();
            return quietly(announced).then(asked);
        });
    }

    private Mono<Void> announceOn(Wire.Link link) {
        Presence announced = presence;
        return announced == null ? Mono.empty() : quietly(link.multicast(announced.announcement()));
    }

    private void received(Packet packet) {
        Heard heard = Packets.read(packet.content());
        if (heard instanceof Query query) {
            answer(query, packet);
        } else if (heard instanceof Report report && packet.sender().getPort() == PORT) {
            Instant now = time.now();
            report.appIds().forEach(appId -> rollCall.heard(appId, now));
            report.sightings().forEach(sighting -> note(sighting, packet.isFromThisMachine(), now));
        }
    }

    private void note(Sighting sighting, boolean isFromThisMachine, Instant now) {
        String appId = sighting.appId();
        if (sighting.isLeaving()) {
            rollCall.gone(appId);
            instances.gone(appId, sighting.address());
            return;
        }
        if (sighting.isOnLoopback() && !isFromThisMachine) {
            return;
        }
        rollCall.heard(appId, now);
        LookUp lookUp = instances.heard(appId, sighting.address(), now) ? lookUps.get(appId) : null;
        if (lookUp != null) {
            lookUp.answer().tryEmitEmpty();
        }
    }

    private void answer(Query query, Packet packet) {
        Presence announced = presence;
        if (announced == null || !announced.isAsked(query)) {
            return;
        }
        InetSocketAddress asker = packet.sender();
        if (asker.getPort() != PORT) {
            quietly(packet.link().send(announced.legacyAnswer(query), asker)).subscribe();
            return;
        }
        if (query.questions().stream().anyMatch(Heard.Question::wantsUnicast)) {
            quietly(packet.link().send(announced.announcement(), asker)).subscribe();
        }
        // Also if unicast is wanted: the port is shared, and any process of the asker's machine may have got that.
        Duration wait = packet.link().pace().next(time.now());
        if (wait != null) {
            quietly(Mono.delay(wait, time.scheduler()).then(Mono.defer(() -> announceOn(packet.link()))))
                    .subscribe();
        }
    }

    private static Mono<Void> quietly(Mono<Void> sending) {
        return sending.onErrorResume(error -> {
            LOG.debug("a packet could not be sent: {}", error.getMessage());
            return Mono.empty();
        });
    }

    @Override
    public String describe() {
        return "nameresolution.mdns (" + wire.describe() + ")";
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            refresh.dispose();
            return withdraw().then(Mono.fromRunnable(repeat::dispose)).then(wire.close());
        });
    }
}
