package dev.inlay.component.mdns;

import dev.inlay.component.mdns.Heard.Query;
import dev.inlay.component.mdns.Heard.Question;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.peer.PeerAddress;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * What an instance tells others of itself. Whatever it is asked, it tells everything at once: Dapr's look-up takes an
 * answer only if service, text and address arrive together.
 *
 * @param service what the application's instances have in common
 * @param instance this one of them
 * @param host the name of its address
 */
record Presence(String appId, Name service, Name instance, Name host, InetAddress address, int port) {

    /** Dapr's time to live of everything but the address, in seconds. */
    private static final long TTL = 3200;

    private static final long ADDRESS_TTL = 120;

    /** What a plain DNS client is told: it does not hear of changes, so it must not keep answers (RFC 6762, 6.7). */
    private static final long LEGACY_TTL = 10;

    /** Class IN, and "this record is the only one of its name and type". */
    private static final int UNIQUE = DClass.IN | 0x8000;

    /**
     * What this instance will say.
     *
     * @throws InlayException if app id or address cannot be said in DNS
     */
    static Presence of(String appId, PeerAddress address, String hostName, long processId) {
        Name service = DnsNames.service(appId);
        if (service == null) {
            throw unspeakable("app id '" + appId + "' (expected: at most 63 letters, digits or '-')");
        }
        byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(address.host());
        if (bytes == null) {
            throw unspeakable("host address '" + address.host() + "' (expected: an IP address)");
        }
        try {
            return new Presence(
                    appId,
                    service,
                    DnsNames.instance(hostName, processId, service),
                    DnsNames.host(hostName, processId),
                    InetAddress.getByAddress(bytes),
                    address.port());
        } catch (NameTooLongException | UnknownHostException e) {
            throw unspeakable("app id '" + appId + "' at '" + address + "': " + e.getMessage());
        }
    }

    private static InlayException unspeakable(String what) {
        return new InlayException(ErrorCode.INTERNAL, "multicast DNS cannot announce " + what);
    }

    /** The packet that says: I am here. */
    byte[] announcement() {
        return packet(new Message(0), UNIQUE, TTL, ADDRESS_TTL);
    }

    /** The packet that says: I am gone. */
    byte[] goodbye() {
        return packet(new Message(0), UNIQUE, 0, 0);
    }

    /** The answer to a client that speaks plain DNS: it expects its own id and questions in it. */
    byte[] legacyAnswer(Query query) {
        Message message = new Message(query.id());
        query.questions().forEach(question -> message.addRecord(question.record(), Section.QUESTION));
        return packet(message, DClass.IN, LEGACY_TTL, LEGACY_TTL);
    }

    /** Whether one of the questions is about this instance, and its answer is not known to the asker. */
    boolean isAsked(Query query) {
        return query.questions().stream().anyMatch(question -> isAsked(question, query.known()));
    }

    private boolean isAsked(Question question, List<Record> known) {
        Name name = question.name();
        int type = question.record().getType();
        if (name.equals(service)) {
            return matches(type, Type.PTR) && known.stream().noneMatch(this::isThisFreshly);
        }
        return name.equals(DnsNames.SERVICES) && matches(type, Type.PTR)
                || name.equals(instance) && (matches(type, Type.SRV) || matches(type, Type.TXT))
                || name.equals(host) && matches(type, addressType());
    }

    private static boolean matches(int asked, int type) {
        return asked == type || asked == Type.ANY;
    }

    private boolean isThisFreshly(Record known) {
        return known instanceof PTRRecord pointer
                && pointer.getName().equals(service)
                && pointer.getTarget().equals(instance)
                && pointer.getTTL() >= TTL / 2;
    }

    private int addressType() {
        return address instanceof Inet4Address ? Type.A : Type.AAAA;
    }

    private byte[] packet(Message message, int uniqueClass, long ttl, long addressTtl) {
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.AA);
        message.addRecord(new PTRRecord(service, DClass.IN, ttl, instance), Section.ANSWER);
        if (ttl > 0) {
            // Never taken back: other instances of the application may stay.
            message.addRecord(new PTRRecord(DnsNames.SERVICES, DClass.IN, ttl, service), Section.ANSWER);
        }
        message.addRecord(new SRVRecord(instance, uniqueClass, ttl, 0, 0, port, host), Section.ANSWER);
        message.addRecord(new TXTRecord(instance, uniqueClass, ttl, appId), Section.ANSWER);
        message.addRecord(
                addressType() == Type.A
                        ? new ARecord(host, uniqueClass, addressTtl, address)
                        : new AAAARecord(host, uniqueClass, addressTtl, address),
                Section.ANSWER);
        return message.toWire();
    }
}
