package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.component.mdns.Heard.Query;
import dev.inlay.component.mdns.Heard.Report;
import dev.inlay.component.mdns.Heard.Sighting;
import dev.inlay.error.InlayException;
import dev.inlay.peer.PeerAddress;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class PresenceTests {

    /** The same as in the recorded packets of daprd. */
    private final Presence serverx = Presence.of("serverx", new PeerAddress("127.0.0.1", 7113), "vm", 9374);

    @Test
    void tellsWhatDaprdTellsButForTheNameOfTheHost() throws IOException {
        String ours = String.join("\n", records(serverx.announcement()));

        assertThat(ours.replace("vm-9374.local.", "vm.local.").split("\n"))
                .containsExactlyInAnyOrderElementsOf(records(RecordedPackets.ANNOUNCEMENT));
    }

    @Test
    void saysGoodbyeToTheAddressItHasAnnounced() {
        Report goodbye = (Report) Objects.requireNonNull(Packets.read(serverx.goodbye()));

        assertThat(goodbye.sightings())
                .containsExactly(new Sighting("serverx", new PeerAddress("127.0.0.1", 7113), true, true));
    }

    @Test
    void anIpv6AddressIsToldAsOne() {
        Presence presence = Presence.of("orders", new PeerAddress("2001:db8::7", 50002), "vm", 1);

        Report told = (Report) Objects.requireNonNull(Packets.read(presence.announcement()));
        assertThat(told.sightings())
                .containsExactly(new Sighting("orders", new PeerAddress("2001:db8::7", 50002), false, false));
        assertThat(presence.isAsked(query(presence.host(), Type.AAAA))).isTrue();
        assertThat(presence.isAsked(query(presence.host(), Type.A))).isFalse();
    }

    @Test
    void isAskedByItsOwnNamesOnly() {
        assertThat(serverx.isAsked(query("serverx.local.", Type.PTR))).isTrue();
        assertThat(serverx.isAsked(query("SERVERX.LOCAL.", Type.ANY))).isTrue();
        assertThat(serverx.isAsked(query("vm:9374.serverx.local.", Type.SRV))).isTrue();
        assertThat(serverx.isAsked(query("vm:9374.serverx.local.", Type.TXT))).isTrue();
        assertThat(serverx.isAsked(query("vm-9374.local.", Type.A))).isTrue();
        assertThat(serverx.isAsked(query("_services._dns-sd._udp.local.", Type.PTR)))
                .isTrue();

        assertThat(serverx.isAsked(query("serverx.local.", Type.A))).isFalse();
        assertThat(serverx.isAsked(query("other.local.", Type.PTR))).isFalse();
        assertThat(serverx.isAsked(query("vm:1.serverx.local.", Type.SRV))).isFalse();
        assertThat(serverx.isAsked(query("vm.local.", Type.A))).isFalse();
    }

    @Test
    void whoKnowsTheAnswerFreshlyNeedNotBeTold() {
        assertThat(serverx.isAsked(knowing(1600))).isFalse();
        assertThat(serverx.isAsked(knowing(1599))).isTrue();
    }

    @Test
    void aPlainDnsClientIsToldForTenSecondsOnly() throws IOException {
        Message answer = new Message(serverx.legacyAnswer(
                new Query(77, query("serverx.local.", Type.PTR).questions(), List.of())));

        assertThat(answer.getHeader().getID()).isEqualTo(77);
        assertThat(answer.getSection(Section.QUESTION))
                .extracting(Record::getName)
                .containsExactly(Name.fromConstantString("serverx.local."));
        assertThat(answer.getSection(Section.ANSWER)).allSatisfy(record -> {
            assertThat(record.getTTL()).isEqualTo(10);
            assertThat(record.getDClass()).isEqualTo(DClass.IN);
        });
    }

    @Test
    void whatDnsCannotSayIsRefusedWithTheReason() {
        PeerAddress address = new PeerAddress("127.0.0.1", 7113);
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> Presence.of("a".repeat(64), address, "vm", 1))
                .withMessageContaining("at most 63");
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> Presence.of("orders", new PeerAddress("my-host", 7113), "vm", 1))
                .withMessageContaining("'my-host' (expected: an IP address)");
    }

    /** Type, class, time to live and content of all records, one a line. */
    private static List<String> records(byte[] packet) throws IOException {
        Message message = new Message(packet);
        return List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL).stream()
                .flatMap(section -> message.getSection(section).stream())
                .map(record -> record.getName() + " " + Type.string(record.getType()) + " " + record.getDClass() + " "
                        + record.getTTL() + " " + record.rdataToString())
                .toList();
    }

    private static Query query(String name, int type) {
        return query(Name.fromConstantString(name), type);
    }

    private static Query query(Name name, int type) {
        Record question = Record.newRecord(name, type, DClass.IN);
        return new Query(0, List.of(new Heard.Question(question, false)), List.of());
    }

    private Query knowing(long ttl) {
        Query query = query(serverx.service(), Type.PTR);
        return new Query(
                0, query.questions(), List.of(new PTRRecord(serverx.service(), DClass.IN, ttl, serverx.instance())));
    }
}
