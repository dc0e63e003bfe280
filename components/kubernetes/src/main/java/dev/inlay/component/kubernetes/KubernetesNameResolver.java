package dev.inlay.component.kubernetes;

import dev.inlay.component.AppIdentity;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Finds applications by the headless services that the operator makes for them: each name has the addresses of all pods,
 * which are called in turn. As with Dapr, all applications are taken to have the same internal port as this one.
 *
 * <p>Answers are kept for {@link #KEEP}, as long as Kubernetes' own DNS servers let others keep theirs: pods come and go. An
 * address that failed is left out until the next answer. A question that nobody answers, since a datagram was lost or a DNS
 * server restarts, does not fail a call: who was known before is called for another {@link #KEEP}, and who was not is asked
 * for again, {@value #RETRIES} times.
 */
final class KubernetesNameResolver implements NameResolver {

    static final Duration KEEP = Duration.ofSeconds(5);

    private static final int RETRIES = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** What Dapr's injector gives to every pod. */
    private static final int USUAL_PORT = 50002;

    private static final String DEFAULT_NAMESPACE = "default";

    private final AddressTemplate template;
    private final Supplier<Dns> connect;
    private final TimeSource time;
    private final Map<String, Rotation> answers = new ConcurrentHashMap<>();
    private final Map<String, Mono<Rotation>> questions = new ConcurrentHashMap<>();
    private volatile int port = USUAL_PORT;
    private volatile @Nullable Dns dns;

    /** @param connect reads how this machine asks for names; may read files */
    KubernetesNameResolver(AddressTemplate template, Supplier<Dns> connect, TimeSource time) {
        this.template = template;
        this.connect = connect;
        this.time = time;
    }

    @Override
    public Mono<Void> init() {
        return Mono.<Void>fromRunnable(() -> dns = connect.get()).subscribeOn(Schedulers.boundedElastic());
    }

    /** Nothing is announced: Kubernetes knows its pods. */
    @Override
    public Mono<Void> register(AppIdentity app, PeerAddress address) {
        return Mono.fromRunnable(() -> port = address.port());
    }

    @Override
    public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
        return Mono.defer(() -> {
            AddressTemplate.Place place =
                    template.place(appId, namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace, port);
            Rotation known = answers.get(place.host());
            Mono<Rotation> answer = known != null && time.since(known.since()).compareTo(KEEP) < 0
                    ? Mono.just(known)
                    : questions.computeIfAbsent(place.host(), this::ask);
            return answer.map(rotation -> rotation.isEmpty()
                    ? List.<PeerAddress>of()
                    : List.of(new PeerAddress(rotation.next(), place.port())));
        });
    }

    /** Asks once for all who want to know at the moment. */
    private Mono<Rotation> ask(String host) {
        Mono<List<String>> question =
                Objects.requireNonNull(dns, "the resolver has been initialised").addresses(host);
        Rotation before = answers.get(host);
        Mono<Rotation> answer = before == null
                ? question.retryWhen(Retry.backoff(RETRIES, FIRST_PAUSE)
                                .scheduler(time.scheduler())
                                .onRetryExhaustedThrow((retries, last) -> last.failure()))
                        .map(addresses -> new Rotation(addresses, time.nanoTime(), 0))
                : question.map(addresses -> new Rotation(addresses, time.nanoTime(), before.position()))
                        .onErrorResume(error -> Mono.fromSupplier(() -> before.stillAt(time.nanoTime())));
        return answer.doOnNext(rotation -> keep(host, rotation))
                .doFinally(end -> questions.remove(host))
                .cache();
    }

    /** What nobody asks for any more is forgotten with the next answer; that nobody is there is not kept at all. */
    private void keep(String host, Rotation rotation) {
        answers.values().removeIf(old -> time.since(old.since()).compareTo(KEEP.multipliedBy(10)) > 0);
        if (rotation.isEmpty()) {
            answers.remove(host);
        } else {
            answers.put(host, rotation);
        }
    }

    /** DNS knows at once who is not there. */
    @Override
    public boolean waitsForAnswers() {
        return true;
    }

    @Override
    public void forget(String appId, PeerAddress address) {
        answers.values().forEach(rotation -> rotation.failed(address.host()));
    }

    @Override
    public String describe() {
        return "nameresolution.kubernetes (" + template + ")";
    }

    @Override
    public Mono<Void> close() {
        Dns open = dns;
        dns = null;
        return open == null ? Mono.empty() : open.close();
    }
}
