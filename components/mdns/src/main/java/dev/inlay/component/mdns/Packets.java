package dev.inlay.component.mdns;

import dev.inlay.component.mdns.Heard.Query;
import dev.inlay.component.mdns.Heard.Question;
import dev.inlay.component.mdns.Heard.Report;
import dev.inlay.component.mdns.Heard.Sighting;
import dev.inlay.peer.PeerAddress;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Reads packets, and writes questions. Anybody on the network can send some, so nothing in them is trusted: what is malformed, of another
 * service or without sense is as if it had not come.
 */
final class Packets {

    /** The top bit of a class: in a question "answer to my own address", in an answer "this is all there is". */
    private static final int TOP_BIT = 0x8000;

    private Packets() {}

    /** The packet that asks for the instances of a service, or for all services. */
    static byte[] question(Name name) {
        Message message = new Message(0);
        message.addRecord(Record.newRecord(name, Type.PTR, DClass.IN), Section.QUESTION);
        return message.toWire();
    }

    /** What the packet says; null if nothing. */
    static @Nullable Heard read(byte[] packet) {
        Message message;
        try {
            message = new Message(packet);
        } catch (IOException | RuntimeException malformed) {
            // The library reports some malformed records by unchecked exceptions.
            return null;
        }
        Header header = message.getHeader();
        if (header.getOpcode() != Opcode.QUERY || header.getRcode() != Rcode.NOERROR) {
            return null;
        }
        return header.getFlag(Flags.QR) ? report(message) : query(message);
    }

    private static Query query(Message message) {
        List<Question> questions = new ArrayList<>();
        for (Record record : message.getSection(Section.QUESTION)) {
            int asked = record.getDClass() & ~TOP_BIT;
            if (asked == DClass.IN || asked == DClass.ANY) {
                questions.add(new Question(record, (record.getDClass() & TOP_BIT) != 0));
            }
        }
        return new Query(message.getHeader().getID(), questions, message.getSection(Section.ANSWER));
    }

    private static Report report(Message message) {
        List<SRVRecord> services = new ArrayList<>();
        Map<Name, TXTRecord> texts = new HashMap<>();
        Map<Name, InetAddress> hosts = new HashMap<>();
        Set<String> appIds = new HashSet<>();
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            for (Record record : message.getSection(section)) {
                if ((record.getDClass() & ~TOP_BIT) != DClass.IN) {
                    continue;
                }
                if (record instanceof SRVRecord service) {
                    services.add(service);
                } else if (record instanceof TXTRecord text) {
                    texts.putIfAbsent(text.getName(), text);
                } else if (record instanceof ARecord address) {
                    hosts.merge(address.getName(), address.getAddress(), Packets::preferred);
                } else if (record instanceof AAAARecord address) {
                    hosts.merge(address.getName(), address.getAddress(), Packets::preferred);
                } else if (record instanceof PTRRecord pointer) {
                    addAppId(pointer, appIds);
                }
            }
        }
        return new Report(sightings(services, texts, hosts), appIds);
    }

    private static void addAppId(PTRRecord pointer, Set<String> appIds) {
        if (pointer.getName().equals(DnsNames.SERVICES) && pointer.getTTL() > 0) {
            String appId = DnsNames.appId(pointer.getTarget());
            if (appId != null) {
                appIds.add(appId);
            }
        }
    }

    private static List<Sighting> sightings(
            List<SRVRecord> services, Map<Name, TXTRecord> texts, Map<Name, InetAddress> hosts) {
        List<Sighting> sightings = new ArrayList<>();
        for (SRVRecord service : services) {
            String appId = appId(service.getName(), texts.get(service.getName()));
            InetAddress address = hosts.get(service.getTarget());
            if (appId != null && address != null && service.getPort() != 0 && canBeCalled(address)) {
                sightings.add(new Sighting(
                        appId,
                        new PeerAddress(NetUtil.toAddressString(address), service.getPort()),
                        address.isLoopbackAddress(),
                        service.getTTL() == 0));
            }
        }
        return sightings;
    }

    /** The application whose instance this is: its text says so, and its name agrees. */
    private static @Nullable String appId(Name instance, @Nullable TXTRecord text) {
        if (text == null || text.getStrings().isEmpty()) {
            return null;
        }
        String appId = text.getStrings().get(0);
        Name service = DnsNames.service(appId);
        return service != null && !instance.equals(service) && instance.subdomain(service) ? appId : null;
    }

    private static InetAddress preferred(InetAddress one, InetAddress other) {
        return one instanceof Inet4Address || !(other instanceof Inet4Address) ? one : other;
    }

    /** Link-local IPv6 means nothing without an interface, which no packet can name. */
    private static boolean canBeCalled(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && (address instanceof Inet4Address || !address.isLinkLocalAddress());
    }
}
