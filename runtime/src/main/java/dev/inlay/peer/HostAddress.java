package dev.inlay.peer;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this machine is to others.
 *
 * @param address the address that other instances reach it by
 * @param name its host name
 */
public record HostAddress(String address, String name) {

    /** The variable that overrules what the system says. */
    public static final String HOST_IP_VARIABLE = "DAPR_HOST_IP";

    /** Addresses reserved for documentation: never local, so the route to them is the route to the outside. */
    private static final List<String> OUTSIDE = List.of("192.0.2.1", "2001:db8::1");

    private static final int ANY_PORT = 80;

    /**
     * Finds out, in Dapr's order: {@code DAPR_HOST_IP}, the source address of a route to the outside (no packet is
     * sent), the first address that is not loopback. May ask the system's resolver, so not for an event loop.
     *
     * @param environment the environment variables
     */
    public static HostAddress find(UnaryOperator<@Nullable String> environment) {
        String given = environment.apply(HOST_IP_VARIABLE);
        String address = given == null || given.isBlank() ? detect() : given.strip();
        return new HostAddress(address, hostName());
    }

    private static String detect() {
        for (String outside : OUTSIDE) {
            String source = sourceTowards(outside);
            if (source != null) {
                return source;
            }
        }
        InetAddress first = firstOutside();
        return text(first == null ? InetAddress.getLoopbackAddress() : first);
    }

    private static @Nullable String sourceTowards(String outside) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(outside, ANY_PORT));
            InetAddress source = socket.getLocalAddress();
            return source.isAnyLocalAddress() || source.isLoopbackAddress() ? null : text(source);
        } catch (IOException | RuntimeException noRoute) {
            return null;
        }
    }

    private static @Nullable InetAddress firstOutside() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(HostAddress::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> address instanceof Inet4Address ? 0 : 1))
                    .orElse(null);
        } catch (SocketException noInterfaces) {
            return null;
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException gone) {
            return false;
        }
    }

    /** Without the zone that Java appends to some IPv6 addresses: others cannot use it. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unresolved) {
            // The text is "name: reason" when the name is known but has no address.
            return Stream.of(String.valueOf(unresolved.getMessage()).split(":"))
                    .findFirst()
                    .orElse("localhost");
        }
    }
}
