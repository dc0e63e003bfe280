package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.mdns.Heard.Query;
import dev.inlay.component.mdns.Heard.Report;
import dev.inlay.component.mdns.Heard.Sighting;
import dev.inlay.peer.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class PacketsTests {

    private static final Name INSTANCE = Name.fromConstantString("host:1.orders.local.");
    private static final Name HOST = Name.fromConstantString("host.local.");

    @Test
    void anInstanceThatDaprdAnnouncesIsSeen() {
        Report announcement = report(RecordedPackets.ANNOUNCEMENT);

        assertThat(announcement.sightings())
                .containsExactly(new Sighting("serverx", new PeerAddress("127.0.0.1", 7113), true, false));
        assertThat(announcement.appIds()).containsExactly("serverx");
    }

    @Test
    void anInstanceThatAnswersAsDaprdDoesIsSeen() {
        assertThat(report(RecordedPackets.ANSWER).sightings())
                .containsExactly(new Sighting("serverx", new PeerAddress("127.0.0.1", 7113), true, false));
    }

    @Test
    void anInstanceThatSaysGoodbyeAsDaprdDoesIsSeenToLeave() {
        Report goodbye = report(RecordedPackets.GOODBYE);

        assertThat(goodbye.sightings())
                .containsExactly(new Sighting("serverx", new PeerAddress("127.0.0.1", 7113), true, true));
        assertThat(goodbye.appIds()).isEmpty();
    }

    @Test
    void weAskExactlyAsDaprdDoesButForTheId() {
        byte[] asked = Packets.question(Name.fromConstantString("serverx.local."));

        byte[] recorded = RecordedPackets.LOOK_UP.clone();
        recorded[0] = 0;
        recorded[1] = 0;
        assertThat(asked).isEqualTo(recorded);
    }

    @Test
    void aQuestionMayAskForAnAnswerToOneself() {
        byte[] asked = RecordedPackets.LOOK_UP.clone();
        assertThat(query(asked).questions()).singleElement().satisfies(question -> assertThat(question.wantsUnicast())
                .isFalse());
        asked[asked.length - 2] |= (byte) 0x80;
        assertThat(query(asked).questions()).singleElement().satisfies(question -> assertThat(question.wantsUnicast())
                .isTrue());
    }

    @Test
    void ofSeveralAddressesTheFirstIpv4IsTaken() throws Exception {
        assertThat(addressOf(service(50002), text("orders"), ipv6("2001:db8::7"), ipv4("10.0.0.7"), ipv4("10.0.0.8")))
                .containsExactly(new PeerAddress("10.0.0.7", 50002));
        assertThat(addressOf(service(50002), text("orders"), ipv6("2001:db8::7"), ipv6("2001:db8::8")))
                .containsExactly(new PeerAddress("2001:db8::7", 50002));
    }

    @Test
    void whatCannotBeCalledIsIgnored() throws Exception {
        assertThat(addressOf(service(50002), text("orders"))).isEmpty();
        assertThat(addressOf(service(0), text("orders"), ipv4("10.0.0.7"))).isEmpty();
        assertThat(addressOf(service(50002), text("orders"), ipv4("0.0.0.0"))).isEmpty();
        assertThat(addressOf(service(50002), text("orders"), ipv4("224.0.0.251")))
                .isEmpty();
        assertThat(addressOf(service(50002), text("orders"), ipv6("fe80::7"))).isEmpty();
    }

    @Test
    void aServiceThatIsNoApplicationIsIgnored() throws Exception {
        assertThat(addressOf(service(50002), ipv4("10.0.0.7"))).isEmpty();
        assertThat(addressOf(service(50002), text("other"), ipv4("10.0.0.7"))).isEmpty();
        assertThat(addressOf(service(50002), text(""), ipv4("10.0.0.7"))).isEmpty();
        assertThat(addressOf(service(50002), text("host:1.orders"), ipv4("10.0.0.7")))
                .isEmpty();
    }

    @Test
    void anErrorOrAnUpdateSaysNothing() throws Exception {
        Message error = message(service(50002), text("orders"), ipv4("10.0.0.7"));
        error.getHeader().setRcode(3);
        assertThat(Packets.read(error.toWire())).isNull();
        Message update = message(service(50002), text("orders"), ipv4("10.0.0.7"));
        update.getHeader().setOpcode(5);
        assertThat(Packets.read(update.toWire())).isNull();
    }

    @Test
    void aNameThatPointsToItselfIsMalformed() {
        String header = "000080000000000100000000";
        assertThat(Packets.read(HexFormat.of().parseHex(header + "c00c000c000100000c800002c00c")))
                .isNull();
        assertThat(Packets.read(HexFormat.of().parseHex(header + "01610161c00c000c000100000c800002c00c")))
                .isNull();
        assertThat(Packets.read(HexFormat.of().parseHex(header + "c0ff000c000100000c800002c00c")))
                .isNull();
    }

    private static List<PeerAddress> addressOf(Record... records) {
        return report(message(records).toWire()).sightings().stream()
                .map(Sighting::address)
                .toList();
    }

    private static Message message(Record... records) {
        Message message = new Message(0);
        message.getHeader().setFlag(Flags.QR);
        for (Record record : records) {
            message.addRecord(record, Section.ANSWER);
        }
        return message;
    }

    private static Record service(int port) {
        return new SRVRecord(INSTANCE, DClass.IN, 10, 0, 0, port, HOST);
    }

    private static Record text(String text) {
        return new TXTRecord(INSTANCE, DClass.IN, 10, text);
    }

    private static Record ipv4(String address) throws UnknownHostException {
        return new ARecord(HOST, DClass.IN, 10, InetAddress.getByName(address));
    }

    private static Record ipv6(String address) throws UnknownHostException {
        return new AAAARecord(HOST, DClass.IN, 10, InetAddress.getByName(address));
    }

    private static Report report(byte[] packet) {
        return (Report) Objects.requireNonNull(Packets.read(packet));
    }

    private static Query query(byte[] packet) {
        return (Query) Objects.requireNonNull(Packets.read(packet));
    }
}
