package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.AppIdentity;
import dev.inlay.error.InlayException;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import reactor.core.publisher.Mono;

/** Real sockets: instances of one machine find each other, beside whatever else uses the port. */
class MulticastWireTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final PeerAddress ADDRESS = new PeerAddress("127.0.0.1", 50002);

    private final String appId = "orders-" + UUID.randomUUID();
    private final List<MdnsNameResolver> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(resolver -> await(resolver.close()));
    }

    @Test
    void instancesFindEachOtherAndSayGoodbye() throws IOException {
        Multicast.assumeWorksOn(Multicast::isOutside, "network interface to the outside");
        findEachOtherOn(Multicast::isOutside);
    }

    @Test
    void instancesOfAMachineWithoutNetworkFindEachOtherOnLoopback() throws IOException {
        Multicast.assumeWorksOn(Multicast::isLoopback, "loopback interface");
        findEachOtherOn(Multicast::isLoopback);
    }

    private void findEachOtherOn(Predicate<NetworkInterface> interfaces) {
        MdnsNameResolver orders = resolver(interfaces);
        MdnsNameResolver client = resolver(interfaces);
        await(orders.register(new AppIdentity(appId, ""), ADDRESS));

        assertThat(await(client.resolve(appId, ""))).containsExactly(ADDRESS);
        assertThat(await(client.announcedAppIds())).contains(appId);

        await(orders.withdraw());
        Awaitility.await().atMost(LIMIT).until(() -> await(client.resolve(appId, ""))
                .isEmpty());
    }

    @Test
    void aPlainDnsClientGetsItsAnswerToo() throws IOException {
        Multicast.assumeWorksOn(Multicast::isLoopback, "loopback interface");
        await(resolver(Multicast::isLoopback).register(new AppIdentity(appId, ""), ADDRESS));

        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout((int) LIMIT.toMillis());
            client.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF,
                    NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
            byte[] question = Packets.question(Objects.requireNonNull(DnsNames.service(appId)));
            question[1] = 7;
            client.send(new DatagramPacket(question, question.length, InetAddress.getByName("224.0.0.251"), 5353));
            DatagramPacket received = new DatagramPacket(new byte[9000], 9000);
            client.receive(received);

            Message answer = new Message(Arrays.copyOf(received.getData(), received.getLength()));
            assertThat(answer.getHeader().getID()).isEqualTo(7);
            assertThat(answer.getSection(Section.QUESTION)).hasSize(1);
            assertThat(answer.getSection(Section.ANSWER)).isNotEmpty().allSatisfy(record -> assertThat(record.getTTL())
                    .isLessThanOrEqualTo(10));
        }
    }

    @Test
    void aMachineWithoutAnyInterfaceIsToldWhatElseWorks() {
        MdnsNameResolver nowhere =
                new MdnsNameResolver(new MulticastWire(network -> false), () -> "host", 7, TimeSource.system());
        open.add(nowhere);

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> await(nowhere.init()))
                .withMessageContaining("no network interface")
                .withMessageContaining("sqlite");
    }

    private MdnsNameResolver resolver(Predicate<NetworkInterface> interfaces) {
        MdnsNameResolver resolver =
                new MdnsNameResolver(new MulticastWire(interfaces), () -> "host", open.size(), TimeSource.system());
        open.add(resolver);
        await(resolver.init());
        return resolver;
    }

    @SuppressWarnings("NullAway") // tests know when there is a value
    private static <T> T await(Mono<T> result) {
        return result.block(LIMIT);
    }
}
