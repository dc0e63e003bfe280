package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.mdns.LocalNetworks.OwnAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalNetworksTests {

    @ParameterizedTest
    @CsvSource({
        "192.168.4.7, true, true",
        "192.168.7.255, true, false",
        "192.168.8.1, false, false",
        "203.0.113.9, false, false",
        "127.0.0.1, true, true",
        "::1, true, true",
        "fe80::1234, true, false",
        "2001:db8:0:1::99, true, false",
        "2001:db8:0:2::99, false, false",
        "10.8.0.2, true, true",
        "10.8.0.3, false, false"
    })
    void neighboursAreToldFromTheRestOfTheWorld(String address, boolean isNear, boolean isThisMachine)
            throws UnknownHostException {
        LocalNetworks networks = new LocalNetworks(
                Set.of(),
                List.of(own("192.168.4.7", 22), own("2001:db8:0:1::7", 64), own("10.8.0.2", 32), own("10.9.0.2", 0)));

        assertThat(networks.isNear(InetAddress.getByName(address))).isEqualTo(isNear);
        assertThat(networks.isThisMachine(InetAddress.getByName(address))).isEqualTo(isThisMachine);
    }

    @Test
    void loopbackIsTakenOnlyWhereThereIsNothingElse() throws Exception {
        assertThat(LocalNetworks.scan(Multicast::isLoopback).places())
                .allMatch(place -> Multicast.isLoopback(place.network()));
        boolean hasOutside = NetworkInterface.networkInterfaces().anyMatch(LocalNetworksTests::isUsable);
        assertThat(LocalNetworks.scan(network -> true).places())
                .allMatch(place -> Multicast.isLoopback(place.network()) != hasOutside);
    }

    private static boolean isUsable(NetworkInterface network) {
        try {
            return network.isUp()
                    && Multicast.isOutside(network)
                    && !network.getInterfaceAddresses().isEmpty();
        } catch (IOException gone) {
            return false;
        }
    }

    private static OwnAddress own(String address, int prefixLength) throws UnknownHostException {
        return new OwnAddress(InetAddress.getByName(address), prefixLength);
    }
}
