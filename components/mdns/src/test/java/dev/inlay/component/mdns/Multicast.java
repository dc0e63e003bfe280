package dev.inlay.component.mdns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Predicate;

/** Whether the machine that runs the tests can multicast at all; found out without the code under test. */
final class Multicast {

    private static final int PATIENCE_MILLIS = 1000;

    private Multicast() {}

    /** Skips the running test, saying so, unless multicast works on one of these interfaces. */
    static void assumeWorksOn(Predicate<NetworkInterface> interfaces, String description) throws IOException {
        boolean works = false;
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            works = works || network.isUp() && interfaces.test(network) && worksOn(network);
        }
        assumeTrue(works, "skipped: this machine has no " + description + " that carries multicast");
    }

    static boolean isOutside(NetworkInterface network) {
        try {
            return !network.isLoopback() && network.supportsMulticast();
        } catch (IOException gone) {
            return false;
        }
    }

    static boolean isLoopback(NetworkInterface network) {
        try {
            return network.isLoopback();
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean worksOn(NetworkInterface network) {
        byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        try (MulticastSocket socket = new MulticastSocket(0)) {
            InetSocketAddress group =
                    new InetSocketAddress(InetAddress.getByName("224.0.0.251"), socket.getLocalPort());
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setNetworkInterface(network);
            socket.joinGroup(group, network);
            socket.send(new DatagramPacket(content, content.length, group));
            DatagramPacket received = new DatagramPacket(new byte[100], 100);
            socket.receive(received);
            return Arrays.equals(content, Arrays.copyOf(received.getData(), received.getLength()));
        } catch (IOException impossible) {
            return false;
        }
    }
}
