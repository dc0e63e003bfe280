package dev.inlay.component.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.AppIdentity;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Pods are called in turn, and found and lost as they come and go. */
class KubernetesNameResolverTests implements Dns {

    private static final String ORDERS = "orders-dapr.shop.svc.cluster.local.";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Map<String, Mono<List<String>>> hosts = new ConcurrentHashMap<>();
    private final List<String> questions = new ArrayList<>();
    private final KubernetesNameResolver resolver =
            new KubernetesNameResolver(AddressTemplate.ofServices("cluster.local"), () -> this, TimeSource.of(clock));

    @BeforeEach
    void init() {
        resolver.init().block(LIMIT);
    }

    @Override
    public Mono<List<String>> addresses(String host) {
        return Mono.defer(() -> {
            questions.add(host);
            return hosts.getOrDefault(host, Mono.just(List.of()));
        });
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    private void pods(String... addresses) {
        hosts.put(ORDERS, Mono.just(List.of(addresses)));
    }

    private List<String> calls(int times) {
        return IntStream.range(0, times)
                .mapToObj(i ->
                        resolver.resolve("orders", "shop").block(LIMIT).get(0).toString())
                .toList();
    }

    @Test
    void allPodsAreCalledInTurnWithOneQuestion() {
        pods("10.0.0.1", "10.0.0.2", "10.0.0.3");

        assertThat(calls(4)).containsExactly("10.0.0.1:50002", "10.0.0.2:50002", "10.0.0.3:50002", "10.0.0.1:50002");
        assertThat(questions).containsExactly(ORDERS);
    }

    @Test
    void podsThatComeAndGoAreSeenWithinSeconds() {
        pods("10.0.0.1", "10.0.0.2");
        assertThat(calls(2)).containsExactly("10.0.0.1:50002", "10.0.0.2:50002");

        pods("10.0.0.2", "10.0.0.3");
        clock.advanceTimeBy(KubernetesNameResolver.KEEP);

        assertThat(calls(2)).containsExactlyInAnyOrder("10.0.0.2:50002", "10.0.0.3:50002");
    }

    @Test
    void aPodThatFailedIsLeftOutAsLongAsThereAreOthers() {
        pods("10.0.0.1", "10.0.0.2");
        calls(1);

        resolver.forget("orders", new PeerAddress("10.0.0.2", 50002));
        assertThat(calls(3)).containsOnly("10.0.0.1:50002");

        resolver.forget("orders", new PeerAddress("10.0.0.1", 50002));
        assertThat(calls(2)).containsExactlyInAnyOrder("10.0.0.1:50002", "10.0.0.2:50002");
    }

    @Test
    void whoIsNotThereYetIsLookedForAgainAtOnce() {
        StepVerifier.create(resolver.resolve("orders", "shop"))
                .expectNext(List.of())
                .verifyComplete();

        pods("10.0.0.1");
        assertThat(calls(1)).containsExactly("10.0.0.1:50002");
    }

    @Test
    void othersAreTakenToHaveTheSameInternalPortAndNoNamespaceIsTheDefaultOne() {
        hosts.put("orders-dapr.default.svc.cluster.local.", Mono.just(List.of("fd00::7")));
        resolver.register(new AppIdentity("me", ""), new PeerAddress("10.0.0.9", 40002))
                .block(LIMIT);

        assertThat(resolver.resolve("orders", "").block(LIMIT)).containsExactly(new PeerAddress("fd00::7", 40002));
    }

    @Test
    void manyWhoAskAtOnceAskOnce() {
        Sinks.One<List<String>> answer = Sinks.one();
        hosts.put(ORDERS, answer.asMono());
        List<PeerAddress> got = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            resolver.resolve("orders", "shop").subscribe(got::addAll);
        }

        answer.tryEmitValue(List.of("10.0.0.1"));

        assertThat(got).hasSize(3);
        assertThat(questions).hasSize(1);
    }

    @Test
    void anAnswerThatWasLostIsAskedForAgainBeforeACallFails() {
        hosts.put(ORDERS, Mono.error(new IllegalStateException("query timed out")));
        List<PeerAddress> got = new ArrayList<>();
        resolver.resolve("orders", "shop").subscribe(got::addAll);

        pods("10.0.0.1");
        clock.advanceTimeBy(LIMIT);

        assertThat(got).containsExactly(new PeerAddress("10.0.0.1", 50002));
    }

    @Test
    void whoCannotBeAskedForFailsAfterThreeQuestionsAndIsAskedForAgainByTheNextCall() {
        hosts.put(ORDERS, Mono.error(new IllegalStateException("no DNS server")));
        List<Throwable> failures = new ArrayList<>();
        resolver.resolve("orders", "shop").subscribe(found -> {}, failures::add);
        clock.advanceTimeBy(LIMIT);
        assertThat(failures).singleElement().satisfies(error -> assertThat(error)
                .hasMessage("no DNS server"));
        assertThat(questions).hasSize(3);

        pods("10.0.0.1");
        assertThat(calls(1)).containsExactly("10.0.0.1:50002");
    }

    @Test
    void whoIsKnownIsCalledOnWhileNobodyCanBeAsked() {
        pods("10.0.0.1", "10.0.0.2");
        assertThat(calls(2)).containsExactly("10.0.0.1:50002", "10.0.0.2:50002");
        resolver.forget("orders", new PeerAddress("10.0.0.1", 50002));
        hosts.put(ORDERS, Mono.error(new IllegalStateException("query timed out")));

        for (int i = 0; i < 20; i++) {
            clock.advanceTimeBy(KubernetesNameResolver.KEEP);
            assertThat(calls(2)).containsOnly("10.0.0.2:50002");
        }
        assertThat(questions).as("one for the pods, then one in each while").hasSize(21);

        pods("10.0.0.3");
        clock.advanceTimeBy(KubernetesNameResolver.KEEP);
        assertThat(calls(1)).containsExactly("10.0.0.3:50002");
    }

    @Test
    void nettyFindsWhatTheHostsFileHas() {
        NettyDns dns = new NettyDns();
        try {
            assertThat(dns.addresses("localhost").block(LIMIT)).contains("127.0.0.1");
        } finally {
            dns.close().block(LIMIT);
        }
    }
}
