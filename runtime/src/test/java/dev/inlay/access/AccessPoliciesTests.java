package dev.inlay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.ResourceSource;
import dev.inlay.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Who may call what, as a Configuration says. */
class AccessPoliciesTests {

    private static final String POLICIES = """
            defaultAction: deny
            trustDomain: public
            policies:
            - appId: shop
              trustDomain: public
              namespace: default
              defaultAction: allow
              operations:
              - {name: /admin/*, httpVerb: ["*"], action: deny}
              - {name: /orders, httpVerb: [POST, put], action: deny}
              - {name: /Case, httpVerb: ["*"], action: deny}
              - {name: /none, action: deny}
            - appId: stock
              trustDomain: public
              namespace: default
              operations:
              - {name: /items, httpVerb: [GET], action: allow}
            """;

    private final List<Fault> faults = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "shop, /anything, GET, true",
        "shop, admin/users, GET, false",
        "shop, /orders, GET, true",
        "shop, orders, POST, false",
        "shop, orders/, PUT, false",
        "shop, CASE, GET, false",
        "shop, /none, GET, true",
        "stock, items, GET, true",
        "stock, items, POST, false",
        "stock, /other, GET, false",
        "nobody, /anything, GET, false"
    })
    void anOperationOfAnHttpApplicationIsDecidedByPathAndVerb(
            String appId, String operation, String verb, boolean allowed) {
        assertThat(access(POLICIES, true).allows(caller(appId), operation, verb))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"/Case, false", "/case, true", "/orders, false", "/none, false", "/other, true"})
    void anOperationOfAGrpcApplicationIsDecidedByItsNameAlone(String operation, boolean allowed) {
        assertThat(access(POLICIES, false).allows(caller("shop"), operation, AccessControl.NO_VERB))
                .isEqualTo(allowed);
    }

    @Test
    void aCallerWithoutProvenIdentityGetsTheDefault() {
        assertThat(access(POLICIES, true).allows(null, "/items", "GET")).isFalse();
        assertThat(access("defaultAction: allow", true).allows(null, "/items", "GET"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"public, other", "elsewhere, default"})
    void aPolicyIsNotForTheSameAppIdElsewhere(String trustDomain, String namespace) {
        assertThat(access(POLICIES, true).allows(new SpiffeId(trustDomain, namespace, "shop"), "/anything", "GET"))
                .isFalse();
    }

    @Test
    void policiesWithoutADefaultDenyAndATrustDomainAloneAllows() {
        String policy = """
                policies:
                - {appId: shop, trustDomain: public, namespace: default}
                """;

        assertThat(access(policy, true).allows(caller("other"), "/", "GET")).isFalse();
        assertThat(access("trustDomain: public", true).allows(caller("other"), "/", "GET"))
                .isTrue();
    }

    @Test
    void withoutAccessControlEverythingIsLetIn() {
        assertThat(access("{}", true)).isSameAs(AccessControl.none());
        assertThat(AccessControl.none().allows(null, "/", "GET")).isTrue();
    }

    @Test
    void everyFaultIsFound() {
        read("""
                defaultAction: perhaps
                policies:
                - defaultAction: allow
                - {appId: a, trustDomain: public, namespace: default}
                - {appId: a, trustDomain: public, namespace: default}
                - appId: b
                  trustDomain: public
                  namespace: default
                  operations:
                  - {httpVerb: GET, action: allow}
                  - {name: /x}
                  - {name: /y, action: alow}
                """, true);

        assertThat(faults)
                .extracting(fault -> fault.field() + " " + fault.problem())
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).contains("spec.accessControl.defaultAction", "'perhaps'"),
                        fault -> assertThat(fault).contains("policies[0].appId is missing"),
                        fault -> assertThat(fault).contains("policies[0].trustDomain is missing"),
                        fault -> assertThat(fault).contains("policies[0].namespace is missing"),
                        fault -> assertThat(fault)
                                .contains("policies[2].appId has two policies", "spiffe://public/ns/default/a"),
                        fault -> assertThat(fault).contains("policies[3].operations[0].name is missing"),
                        fault -> assertThat(fault).contains("operations[0].httpVerb is text", "a list of texts"),
                        fault -> assertThat(fault).contains("operations[/x].action is missing"),
                        fault -> assertThat(fault).contains("operations[/y].action is 'alow'", "allow or deny"));
    }

    @Test
    void aDenialIsToldInDaprsWords() {
        assertThat(AccessControl.denial(caller("shop"), "admin/users", "GET"))
                .isEqualTo("access control policy has denied access to id: spiffe://public/ns/default/shop operation:"
                        + " admin/users verb: GET");
        assertThat(AccessControl.denial(null, "x", "POST"))
                .isEqualTo("access control policy has denied access to id:  operation: x verb: POST");
    }

    @ParameterizedTest
    @CsvSource({
        "spiffe://public/ns/default/shop, true",
        "spiffe://public/ns/default/, false",
        "spiffe://public/default/shop, false",
        "https://public/ns/default/shop, false"
    })
    void anIdentityIsOfDaprsForm(String uri, boolean valid) {
        SpiffeId identity = SpiffeId.parse(uri);

        assertThat(identity != null).isEqualTo(valid);
        if (identity != null) {
            assertThat(identity).satisfies(one -> assertThat(one.toString()).isEqualTo(uri));
        }
    }

    private static SpiffeId caller(String appId) {
        return new SpiffeId("public", "default", appId);
    }

    private AccessControl access(String accessControl, boolean speaksHttp) {
        AccessControl access = read(accessControl, speaksHttp);
        assertThat(faults).isEmpty();
        return access;
    }

    private AccessControl read(String accessControl, boolean speaksHttp) {
        Map<String, Object> spec = new Yaml().load("accessControl:\n" + accessControl.indent(2));
        ConfigurationManifest configuration =
                new ConfigurationManifest(spec, ResourceSource.of("config.yaml"), null, List.of());
        return AccessControl.of(configuration, speaksHttp, faults);
    }
}
