package dev.inlay.controlplane.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inlay.controlplane.injector.InjectorSettings.NativeSidecars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the injector's environment variables mean. */
class InjectorEnvironmentTests {

    @Test
    void theDefaultsAreDapr() {
        InjectorSettings settings = read(Map.of("SIDECAR_IMAGE", "daprd", "NAMESPACE", "dapr-system"), "");

        assertThat(settings.imagePullPolicy()).isEqualTo("Always");
        assertThat(settings.clusterDomain()).isEqualTo("cluster.local");
        assertThat(settings.trustDomain()).isEqualTo("cluster.local");
        assertThat(settings.nativeSidecars()).isEqualTo(NativeSidecars.AUTO);
        assertThat(settings.security().nonRoot()).isTrue();
        assertThat(settings.security().readOnlyRootFilesystem()).isTrue();
        assertThat(settings.security().dropAllCapabilities()).isFalse();
        assertThat(settings.security().user()).isNull();
        assertThat(settings.hostIp()).isFalse();
        assertThat(settings.addresses().placement())
                .isEqualTo("dapr-placement-server.dapr-system.svc.cluster.local:50005");
        assertThat(settings.addresses().operator()).isEqualTo("dapr-api.dapr-system.svc.cluster.local:443");
        assertThat(settings.sentryId()).isEqualTo("spiffe://cluster.local/ns/dapr-system/dapr-sentry");
    }

    @Test
    void whatMustBeThereIsNamed() {
        assertThatThrownBy(() -> read(Map.of("NAMESPACE", "dapr-system"), ""))
                .hasMessageStartingWith("environment variable SIDECAR_IMAGE is not set");
        assertThatThrownBy(() -> read(Map.of("SIDECAR_IMAGE", "daprd"), ""))
                .hasMessageStartingWith("environment variable NAMESPACE is not set");
    }

    @Test
    void theClusterDomainIsThatOfTheSearchList() {
        String resolv = "nameserver 10.96.0.10\nsearch dapr-system.svc.corp.example svc.corp.example corp.example\n";

        assertThat(read(least(), resolv).clusterDomain()).isEqualTo("corp.example");
    }

    @Test
    void anUnknownPullPolicyIsIfNotPresent() {
        assertThat(read(least("SIDECAR_IMAGE_PULL_POLICY", "sometimes"), "").imagePullPolicy())
                .isEqualTo("IfNotPresent");
        assertThat(read(least("SIDECAR_IMAGE_PULL_POLICY", "Never"), "").imagePullPolicy())
                .isEqualTo("Never");
    }

    @Test
    void nativeSidecarsAreAutoOrAsTold() {
        assertThat(read(least("NATIVE_SIDECAR_ENABLED", "auto"), "").nativeSidecars())
                .isEqualTo(NativeSidecars.AUTO);
        assertThat(read(least("NATIVE_SIDECAR_ENABLED", "true"), "").nativeSidecars())
                .isEqualTo(NativeSidecars.ON);
        assertThat(read(least("NATIVE_SIDECAR_ENABLED", "false"), "").nativeSidecars())
                .isEqualTo(NativeSidecars.OFF);
    }

    @Test
    void anotherServiceKeepsTheActors() {
        InjectorSettings settings =
                read(least("ACTORS_SERVICE_NAME", "mine", "ACTORS_SERVICE_ADDRESS", "my-actors:7000"), "");

        assertThat(settings.addresses().placement()).isNull();
        assertThat(settings.addresses().actorsService()).isEqualTo("mine:my-actors.dapr-system.svc.cluster.local:7000");
        assertThatThrownBy(() -> read(least("ACTORS_SERVICE_NAME", "mine", "ACTORS_SERVICE_ADDRESS", "nowhere"), ""))
                .hasMessageContaining("ACTORS_SERVICE_ADDRESS is 'nowhere'");
    }

    @Test
    void withoutActorsNobodyKeepsThem() {
        InjectorSettings settings = read(least("ACTORS_ENABLED", "false"), "");

        assertThat(settings.addresses().placement()).isNull();
        assertThat(settings.addresses().actorsService()).isNull();
    }

    @Test
    void tolerationsThatAreNoJsonAreWarnedAbout() {
        List<String> warnings = new ArrayList<>();

        InjectorSettings settings = new InjectorEnvironment(
                        least("IGNORE_ENTRYPOINT_TOLERATIONS", "[{\\\"key\\\":\\\"aws\\\"}]")::get, warnings::add)
                .read("", true, true);

        assertThat(settings.ignoreEntrypointTolerations()).isEmpty();
        assertThat(warnings).singleElement().asString().startsWith("Couldn't parse entrypoint tolerations ([{");
    }

    private static InjectorSettings read(Map<String, String> environment, String resolvConf) {
        return new InjectorEnvironment(environment::get, warning -> {}).read(resolvConf, true, true);
    }

    private static Map<String, String> least(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("SIDECAR_IMAGE", "daprd", "NAMESPACE", "dapr-system"));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }
}
