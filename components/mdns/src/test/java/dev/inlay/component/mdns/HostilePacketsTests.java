package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.mdns.FakeNetwork.FakeWire;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Anybody on the network can send anything: the resolver neither fails nor stops working. */
class HostilePacketsTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final AppIdentity SERVERX = new AppIdentity("serverx", "");
    private static final PeerAddress ADDRESS = new PeerAddress("10.0.0.1", 50002);
    private static final int ROUNDS = 20_000;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final FakeNetwork network = new FakeNetwork();
    private final FakeWire wire = network.newWire();
    private final MdnsNameResolver resolver = new MdnsNameResolver(wire, () -> "host", 7, TimeSource.of(clock));

    @BeforeEach
    void open() {
        resolver.init().block(LIMIT);
        resolver.register(SERVERX, ADDRESS).block(LIMIT);
        resolver.resolve("serverx", "").subscribe();
        clock.advanceTimeBy(MdnsNameResolver.REPEAT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void packetsWithAFewBytesChanged(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = RecordedPackets.ALL
                    .get(random.nextInt(RecordedPackets.ALL.size()))
                    .clone();
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            receive(packet, random);
        }
        assertThatItStillWorks();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void packetsCutShortPutTogetherOrOfChance(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] one = RecordedPackets.ALL.get(random.nextInt(RecordedPackets.ALL.size()));
            byte[] packet = Arrays.copyOf(one, random.nextInt(2 * one.length));
            byte[] chance = new byte[random.nextInt(packet.length + 1)];
            random.nextBytes(chance);
            System.arraycopy(chance, 0, packet, packet.length - chance.length, chance.length);
            receive(packet, random);
        }
        assertThatItStillWorks();
    }

    /** A record of every type with every small content: each type has a parser of its own. */
    @Test
    void recordsOfEveryType() {
        Random random = new Random(6);
        String header = "000080000000000100000000";
        for (int type = 0; type <= 0xffff; type++) {
            byte[] content = new byte[random.nextInt(40)];
            random.nextBytes(content);
            byte[] packet = HexFormat.of()
                    .parseHex(header + "0161056c6f63616c00" + "%04x0001ffffffff%04x".formatted(type, content.length)
                            + HexFormat.of().formatHex(content));
            receive(packet, random);
        }
        assertThatItStillWorks();
    }

    @Test
    void aLargePacketOfNamesThatPointAtEachOther() {
        byte[] packet = new byte[9000];
        packet[2] = (byte) 0x80;
        packet[6] = 0x7f;
        packet[7] = (byte) 0xff;
        for (int i = 12; i + 1 < packet.length; i += 2) {
            packet[i] = (byte) 0xc0;
            packet[i + 1] = (byte) Math.max(12, (i - 2) & 0xff);
        }
        receive(packet, new Random(7));
        assertThatItStillWorks();
    }

    @Test
    void moreApplicationsThanAnybodyCouldHave() {
        for (int number = 0; number < 10 * RollCall.MOST; number++) {
            byte[] packet = Presence.of("app-" + number, ADDRESS, "host", 1).announcement();
            receive(packet, new Random(number));
        }
        List<String> present = soon(resolver.announcedAppIds());
        assertThat(present).hasSizeLessThanOrEqualTo(RollCall.MOST);
        assertThatItStillWorks();
    }

    private void receive(byte[] packet, Random random) {
        int port = random.nextInt(4) == 0 ? 40000 : MdnsNameResolver.PORT;
        assertThatCode(() -> wire.receive(packet, port, random.nextBoolean()))
                .as("packet %s", HexFormat.of().formatHex(packet))
                .doesNotThrowAnyException();
    }

    /** Others still find this instance, and it finds others. */
    private void assertThatItStillWorks() {
        MdnsNameResolver other = new MdnsNameResolver(network.newWire(), () -> "other", 8, TimeSource.of(clock));
        other.init().block(LIMIT);
        other.register(new AppIdentity("honest", ""), ADDRESS).block(LIMIT);

        assertThat(soon(resolver.resolve("honest", ""))).containsExactly(ADDRESS);
        assertThat(soon(other.resolve("serverx", ""))).containsExactly(ADDRESS);
    }

    /** What comes of it within a second. */
    private <T> List<T> soon(Mono<List<T>> result) {
        CompletableFuture<List<T>> future = result.toFuture();
        clock.advanceTimeBy(Duration.ofMillis(999));
        return future.getNow(List.of());
    }
}
