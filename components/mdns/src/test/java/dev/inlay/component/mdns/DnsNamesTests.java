package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

class DnsNamesTests {

    @ParameterizedTest
    @ValueSource(strings = {"orders", "order-service", "Order_Service", "käse", "a b", "back\\slash"})
    void anAppIdIsTheNameOfItsService(String appId) {
        Name service = Objects.requireNonNull(DnsNames.service(appId));

        assertThat(service.labels()).isEqualTo(3);
        assertThat(DnsNames.appId(service)).isEqualTo(appId);
    }

    @Test
    void dotsInAnAppIdSeparateLabelsAsInDapr() {
        assertThat(DnsNames.service("orders.eu")).isEqualTo(Name.fromConstantString("orders.eu.local."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "orders.",
                "@",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"
            })
    void whatIsNoNameIsNoService(String appId) {
        assertThat(DnsNames.service(appId)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local.", "_ipp._tcp.local.", "_ipp.local.", "orders.example.", "vm:1.orders.local."})
    void otherNamesInTheNetworkAreNoApplications(String name) {
        assertThat(DnsNames.appId(Name.fromConstantString(name))).isNull();
    }

    @Test
    void anInstanceIsNamedByHostAndProcess() throws NameTooLongException {
        Name service = Name.fromConstantString("orders.local.");

        assertThat(DnsNames.instance("vm", 9374, service)).hasToString("vm:9374.orders.local.");
        assertThat(DnsNames.host("vm", 9374)).hasToString("vm-9374.local.");
    }

    @Test
    void aLongHostNameIsCutNotTheProcess() throws NameTooLongException {
        Name instance = DnsNames.instance("h".repeat(100), 9374, Name.fromConstantString("orders.local."));

        assertThat(instance.getLabelString(0)).hasSize(63).endsWith("h:9374");
    }

    @Test
    void aDomainInTheHostNameStaysInOneLabel() throws NameTooLongException {
        Name instance = DnsNames.instance("vm.example.com", 7, Name.fromConstantString("orders.local."));

        assertThat(instance.labels()).isEqualTo(4);
        assertThat(DnsNames.host("vm.example.com", 7)).hasToString("vm-example-com-7.local.");
    }
}
