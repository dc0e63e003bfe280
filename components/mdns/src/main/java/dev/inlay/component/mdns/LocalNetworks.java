package dev.inlay.component.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The network interfaces of this machine at one moment.
 *
 * @param places where multicast can be sent and received
 * @param addresses this machine's own addresses
 */
record LocalNetworks(Set<Place> places, List<OwnAddress> addresses) {

    static final LocalNetworks NONE = new LocalNetworks(Set.of(), List.of());

    /** An interface, and the protocol to be spoken on it. Interfaces are equal if name and addresses are. */
    record Place(NetworkInterface network, boolean isIpv6) {

        @Override
        public String toString() {
            return network.getName() + (isIpv6 ? " IPv6" : " IPv4");
        }
    }

    /**
     * An address of this machine.
     *
     * @param prefixLength how many leading bits it has in common with its neighbours'
     */
    record OwnAddress(InetAddress address, int prefixLength) {

        boolean isInOneNetworkWith(InetAddress other) {
            byte[] own = address.getAddress();
            byte[] theirs = other.getAddress();
            return own.length == theirs.length && prefixLength > 0 && commonBits(own, theirs) >= prefixLength;
        }

        private static int commonBits(byte[] one, byte[] other) {
            int different = Arrays.mismatch(one, other);
            if (different < 0) {
                return one.length * Byte.SIZE;
            }
            int bits = (one[different] ^ other[different]) & 0xff;
            return different * Byte.SIZE + Integer.numberOfLeadingZeros(bits) - (Integer.SIZE - Byte.SIZE);
        }
    }

    /**
     * Looks at all interfaces. Those that are up and know multicast are taken; loopback, which on some systems knows it
     * too, only if there is no other, so that instances on a machine without a network find each other. Asks the
     * system, so not for an event loop.
     *
     * @param wanted which interfaces may be taken at all
     */
    static LocalNetworks scan(Predicate<NetworkInterface> wanted) throws SocketException {
        Set<Place> outside = new HashSet<>();
        Set<Place> loopback = new HashSet<>();
        List<OwnAddress> addresses = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (!network.isUp()) {
                continue;
            }
            network.getInterfaceAddresses()
                    .forEach(own -> addresses.add(new OwnAddress(own.getAddress(), own.getNetworkPrefixLength())));
            if (!wanted.test(network)) {
                continue;
            }
            if (network.isLoopback()) {
                loopback.addAll(placesOf(network));
            } else if (network.supportsMulticast()) {
                outside.addAll(placesOf(network));
            }
        }
        return new LocalNetworks(outside.isEmpty() ? loopback : outside, List.copyOf(addresses));
    }

    private static List<Place> placesOf(NetworkInterface network) {
        return network.getInterfaceAddresses().stream()
                .map(address -> new Place(network, !(address.getAddress() instanceof Inet4Address)))
                .distinct()
                .toList();
    }

    boolean isThisMachine(InetAddress address) {
        return address.isLoopbackAddress()
                || addresses.stream().anyMatch(own -> own.address().equals(address));
    }

    /** Whether the address is this machine's or a neighbour's: multicast DNS is not spoken with anybody further away. */
    boolean isNear(InetAddress address) {
        return address.isLinkLocalAddress()
                || isThisMachine(address)
                || addresses.stream().anyMatch(own -> own.isInOneNetworkWith(address));
    }
}
