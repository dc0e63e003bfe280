package dev.inlay.component.mdns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** The names that instances go by: a service is named by the bare app id, an instance of it by host and process. */
final class DnsNames {

    static final Name LOCAL = Name.fromConstantString("local.");

    /** Whoever asks for this name is told the names of all services (RFC 6763, section 9). */
    static final Name SERVICES = Name.fromConstantString("_services._dns-sd._udp.local.");

    private static final int MAX_LABEL = 63;

    private DnsNames() {}

    /** The service of an application; null if DNS has no name for such an app id, so that nobody can have it. */
    static @Nullable Name service(String appId) {
        try {
            Name name = Name.fromString(escaped(appId.getBytes(StandardCharsets.UTF_8), true), LOCAL);
            return name.subdomain(LOCAL) && name.labels() > LOCAL.labels() ? name : null;
        } catch (TextParseException notAName) {
            return null;
        }
    }

    /** The app id behind the name of a service; null if it is not the name of an application. */
    static @Nullable String appId(Name service) {
        boolean isOneLabel = service.subdomain(LOCAL) && service.labels() == LOCAL.labels() + 1;
        if (!isOneLabel) {
            return null;
        }
        byte[] label = service.getLabel(0);
        String appId = new String(label, 1, label.length - 1, StandardCharsets.UTF_8);
        return appId.startsWith("_") ? null : appId;
    }

    /**
     * {@code <host name>:<process id>.<service>}.
     *
     * @throws NameTooLongException if the service's name leaves no room for it
     */
    static Name instance(String hostName, long processId, Name service) throws NameTooLongException {
        return Name.concatenate(Name.fromConstantString(label(hostName, ":" + processId)), service);
    }

    /**
     * The name under which the instance's address stands. Dapr takes {@code <host name>.local.}, which is the machine's
     * own name: its addresses are not an application's to tell.
     */
    static Name host(String hostName, long processId) {
        return Name.fromConstantString(label(hostName.replace('.', '-'), "-" + processId) + "." + LOCAL);
    }

    private static String label(String text, String ending) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int kept = Math.min(bytes.length, MAX_LABEL - ending.length());
        return escaped(Arrays.copyOf(bytes, kept), false) + ending;
    }

    /** These bytes as DNS writes them in text, where a dot separates labels. */
    private static String escaped(byte[] bytes, boolean dotsSeparate) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            boolean isPlain = c > ' ' && c < 0x7f && c != '\\' && (c != '.' || dotsSeparate);
            if (isPlain) {
                text.append(c);
            } else {
                text.append('\\').append(String.format("%03d", (int) c));
            }
        }
        return text.toString();
    }
}
