package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.mdns.FakeNetwork.FakeWire;
import dev.inlay.error.InlayException;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class MdnsNameResolverTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final AppIdentity ORDERS = new AppIdentity("orders", "");
    private static final PeerAddress ONE = new PeerAddress("10.0.0.1", 50002);
    private static final PeerAddress TWO = new PeerAddress("10.0.0.2", 50002);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final FakeNetwork network = new FakeNetwork();
    private final List<MdnsNameResolver> open = new ArrayList<>();
    private final FakeWire wire = network.newWire();
    private final MdnsNameResolver client = resolver(wire);

    @AfterEach
    void closeAll() {
        open.forEach(resolver -> await(resolver.close()));
    }

    @Test
    void anInstanceIsFoundWhateverTheNamespace() {
        register(ONE);

        assertThat(await(client.resolve("orders", "production"))).containsExactly(ONE);
    }

    @Test
    void whoIsNotThereIsWaitedForOneSecond() {
        Lookup lookup = lookUp();

        pass(Duration.ofMillis(999));
        assertThat(lookup.found()).isNull();
        pass(Duration.ofMillis(1));
        assertThat(lookup.found()).isEmpty();
    }

    @Test
    void theFirstAnswerEndsTheWait() {
        network.isBroken = true;
        register(ONE);
        Lookup lookup = lookUp();
        pass(Duration.ofMillis(300));
        assertThat(lookup.found()).isNull();

        network.isBroken = false;
        announce(wire, ONE);
        assertThat(lookup.found()).containsExactly(ONE);
    }

    @Test
    void whoAsksDuringALookUpSharesIt() {
        Lookup first = lookUp();
        pass(Duration.ofMillis(900));
        Lookup second = lookUp();
        pass(Duration.ofMillis(100));

        assertThat(first.found()).isEmpty();
        assertThat(second.found()).isEmpty();
        assertThat(network.questions()).isEqualTo(1);
        lookUp();
        assertThat(network.questions()).isEqualTo(2);
    }

    @Test
    void anAnswerThatComesTooLateServesTheNextCall() {
        lookUp();
        pass(Duration.ofSeconds(1));
        announce(wire, ONE);

        assertThat(lookUp().found()).containsExactly(ONE);
        assertThat(network.questions()).isEqualTo(1);
    }

    @Test
    void whatIsKnownIsNotAskedForAgain() {
        register(ONE);
        lookUp();
        long asked = network.questions();

        assertThat(lookUp().found()).containsExactly(ONE);
        assertThat(network.questions()).isEqualTo(asked);
    }

    @Test
    void aNewInstanceTakesItsTurnAsSoonAsItAnnouncesItself() {
        register(ONE);
        lookUp();
        register(TWO);

        assertThat(List.of(Objects.requireNonNull(lookUp().found()), Objects.requireNonNull(lookUp().found())))
                .containsExactlyInAnyOrder(List.of(ONE), List.of(TWO));
    }

    @Test
    void anInstanceStaysKnownWhileItAnswersAndIsForgottenAMinuteAfterItsLastAnswer() {
        register(ONE);
        lookUp();
        for (int seconds = 0; seconds < 300; seconds++) {
            pass(Duration.ofSeconds(1));
            assertThat(lookUp().found()).containsExactly(ONE);
        }

        network.isBroken = true;
        Lookup lookup = lookUp();
        for (int seconds = 0; seconds < 61; seconds++) {
            pass(Duration.ofSeconds(1));
            lookup = lookUp();
        }
        pass(Duration.ofSeconds(1));
        assertThat(lookup.found()).isEmpty();
    }

    @Test
    void anApplicationWithoutInstancesIsNotAskedForEveryThirtySeconds() {
        lookUp();
        pass(Duration.ofMinutes(10));

        assertThat(network.questions()).isEqualTo(1);
    }

    @Test
    void whoWithdrawsIsNotFoundAnyMore() {
        MdnsNameResolver orders = register(ONE);
        lookUp();
        await(orders.withdraw());
        Lookup lookup = lookUp();
        pass(Duration.ofSeconds(1));

        assertThat(lookup.found()).isEmpty();
    }

    @Test
    void anAnnouncementIsMadeTwiceUnlessItIsWithdrawnMeanwhile() {
        MdnsNameResolver orders = register(ONE);
        assertThat(network.reports()).isEqualTo(1);
        pass(MdnsNameResolver.REPEAT);
        assertThat(network.reports()).isEqualTo(2);
        await(orders.withdraw());
        assertThat(network.reports()).isEqualTo(3);

        await(orders.register(ORDERS, ONE));
        await(orders.withdraw());
        pass(MdnsNameResolver.REPEAT);
        assertThat(network.reports()).isEqualTo(5);
    }

    @Test
    void whoeverRegistersAnewTakesTheOldAddressBack() {
        MdnsNameResolver orders = register(ONE);
        lookUp();
        await(orders.register(ORDERS, TWO));

        assertThat(lookUp().found()).containsExactly(TWO);
        assertThat(lookUp().found()).containsExactly(TWO);
    }

    @Test
    void anAddressThatFailedIsNotGivenAgainBeforeItIsHeardOf() {
        register(ONE);
        register(TWO);
        lookUp();
        pass(Duration.ofMillis(100));
        client.forget("orders", ONE);
        assertThat(lookUp().found()).containsExactly(TWO);
        assertThat(lookUp().found()).containsExactly(TWO);

        client.forget("orders", TWO);
        assertThat(lookUp().found()).isNotEmpty();
    }

    @Test
    void anAddressOnLoopbackCountsOnlyIfThisMachineAnnouncesIt() {
        byte[] announcement = Presence.of("orders", new PeerAddress("127.0.0.1", 50002), "elsewhere", 7)
                .announcement();
        Lookup lookup = lookUp();
        wire.receive(announcement, MdnsNameResolver.PORT, false);
        assertThat(lookup.found()).isNull();

        wire.receive(announcement, MdnsNameResolver.PORT, true);
        assertThat(lookup.found()).containsExactly(new PeerAddress("127.0.0.1", 50002));
    }

    @Test
    void anAnswerFromAnotherPortIsNoAnswer() {
        Lookup lookup = lookUp();
        wire.receive(Presence.of("orders", ONE, "elsewhere", 7).announcement(), 40000, true);

        assertThat(lookup.found()).isNull();
    }

    @Test
    void aQuestionIsAnsweredToEverybody() {
        await(client.register(ORDERS, ONE));
        long reports = network.reports();
        wire.receive(question("orders"), MdnsNameResolver.PORT, false);
        pass(Duration.ofMillis(1));

        assertThat(network.reports()).isEqualTo(reports + 1);
        assertThat(network.unicasts).isEmpty();
    }

    @Test
    void whoWantsAnAnswerToItselfGetsThatToo() {
        await(client.register(ORDERS, ONE));
        long reports = network.reports();
        byte[] question = question("orders");
        question[question.length - 2] |= (byte) 0x80;
        wire.receive(question, MdnsNameResolver.PORT, false);
        pass(Duration.ofMillis(1));

        assertThat(network.unicasts).hasSize(1);
        assertThat(network.reports()).isEqualTo(reports + 1);
    }

    @Test
    void aPlainDnsClientIsAnsweredAlone() {
        await(client.register(ORDERS, ONE));
        long reports = network.reports();
        wire.receive(question("orders"), 40000, false);
        pass(Duration.ofMillis(1));

        assertThat(network.unicasts).singleElement().extracting("port").isEqualTo(40000);
        assertThat(network.reports()).isEqualTo(reports);
    }

    @Test
    void aFloodOfQuestionsGetsAFewAnswers() {
        await(client.register(ORDERS, ONE));
        pass(MdnsNameResolver.REPEAT);
        long reports = network.reports();
        for (int millis = 0; millis < 1000; millis++) {
            wire.receive(question("orders"), MdnsNameResolver.PORT, false);
            wire.receive(question("orders"), MdnsNameResolver.PORT, false);
            pass(Duration.ofMillis(1));
        }

        assertThat(network.reports() - reports).isBetween(40L, 51L);
    }

    @Test
    void nobodyIsAnsweredWhileNothingIsRegistered() {
        wire.receive(question("orders"), MdnsNameResolver.PORT, false);
        await(client.register(ORDERS, ONE));
        await(client.withdraw());
        long reports = network.reports();
        wire.receive(question("orders"), MdnsNameResolver.PORT, false);
        wire.receive(question("orders"), 40000, false);
        pass(Duration.ofSeconds(10));

        assertThat(network.reports()).isEqualTo(reports);
        assertThat(network.unicasts).isEmpty();
    }

    @Test
    void anInterfaceThatComesUpIsToldWhoIsThere() {
        await(client.register(ORDERS, ONE));
        pass(MdnsNameResolver.REPEAT);
        long reports = network.reports();
        wire.comingUp.add(wire.newLink());
        pass(MdnsNameResolver.REFRESH);
        pass(MdnsNameResolver.REFRESH);

        assertThat(network.reports()).isEqualTo(reports + 1);
    }

    @Test
    void thoseWhoAreThereAreKnownByNameWhetherAskedForOrNot() {
        register(ONE);
        await(resolver(network.newWire()).register(new AppIdentity("bills", ""), TWO));
        wire.receive(RecordedPackets.ANNOUNCEMENT, MdnsNameResolver.PORT, true);
        AtomicReference<@Nullable List<String>> present = new AtomicReference<>();
        client.announcedAppIds().subscribe(present::set);
        pass(MdnsNameResolver.ROLL_CALL);

        assertThat(present.get()).containsExactly("bills", "orders", "serverx");
    }

    @Test
    void anAppIdThatIsNoNameIsNobodys() {
        assertThat(await(client.resolve("a..b", ""))).isEmpty();
        assertThat(network.questions()).isZero();
    }

    @Test
    void aLookUpOnANetworkThatIsGoneFailsAtOnce() {
        MdnsNameResolver cut = resolver(new MulticastWire(none -> false));

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> await(cut.resolve("orders", "")))
                .withMessageContaining("no network interface is open");
    }

    private MdnsNameResolver register(PeerAddress address) {
        MdnsNameResolver resolver = resolver(network.newWire());
        await(resolver.init());
        await(resolver.register(ORDERS, address));
        return resolver;
    }

    private MdnsNameResolver resolver(Wire on) {
        MdnsNameResolver resolver = new MdnsNameResolver(on, () -> "host", open.size(), TimeSource.of(clock));
        open.add(resolver);
        if (on instanceof FakeWire) {
            await(resolver.init());
        }
        return resolver;
    }

    private static void announce(FakeWire to, PeerAddress address) {
        to.receive(Presence.of("orders", address, "elsewhere", 7).announcement(), MdnsNameResolver.PORT, true);
    }

    private static byte[] question(String appId) {
        return Packets.question(Objects.requireNonNull(DnsNames.service(appId)));
    }

    private void pass(Duration time) {
        clock.advanceTimeBy(time);
    }

    /** Looks the orders up and lets what is sent arrive. */
    private Lookup lookUp() {
        Lookup lookup = new Lookup();
        client.resolve("orders", "").subscribe(lookup.result::set);
        pass(Duration.ZERO);
        return lookup;
    }

    private static final class Lookup {
        private final AtomicReference<@Nullable List<PeerAddress>> result = new AtomicReference<>();

        /** What was found; null while it is not known yet. */
        @Nullable List<PeerAddress> found() {
            return result.get();
        }
    }

    @SuppressWarnings("NullAway") // tests know when there is a value
    private static <T> T await(Mono<T> result) {
        return result.block(LIMIT);
    }
}
