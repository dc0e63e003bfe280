package dev.inlay.component.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.component.InvalidComponentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses are made as Dapr makes them. */
class AddressTemplateTests {

    @Test
    void aServiceIsNamedAsTheOperatorNamesIt() {
        assertThat(AddressTemplate.ofServices("cluster.local").place("orders", "shop", 50002))
                .isEqualTo(new AddressTemplate.Place("orders-dapr.shop.svc.cluster.local.", 50002));
    }

    @ParameterizedTest
    @CsvSource({
        "{{.ID}}-{{.Namespace}}.internal:{{.Port}}, orders-shop.internal, 50002",
        "{{ .ID }}.example.com:443,                 orders.example.com,   443",
        "{{- .ID -}}.example.com,                   orders.example.com,   50002"
    })
    void aTemplateIsFilledIn(String template, String host, int port) {
        assertThat(AddressTemplate.of(template).place("orders", "shop", 50002))
                .isEqualTo(new AddressTemplate.Place(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{.Id}}", "{{range .ID}}x{{end}}", "{{.ID"})
    void whatIsNoneOfTheThreeFieldsIsRefused(String template) {
        assertThatThrownBy(() -> AddressTemplate.of(template))
                .isInstanceOf(InvalidComponentException.class)
                .hasMessageContaining(template)
                .hasMessageContaining("{{.ID}}, {{.Namespace}} and {{.Port}}");
    }
}
