package dev.inlay.spring;

import dev.inlay.api.ApiHeads;
import dev.inlay.spring.apps.EchoOfCallsApplication;
import dev.inlay.spring.apps.Machine;
import dev.inlay.testkit.wire.HttpWireKit;
import dev.inlay.testkit.wire.ProcessTarget;
import dev.inlay.testkit.wire.WireSetup;
import dev.inlay.testkit.wire.WireTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The HTTP API that an application opens beside itself. */
class EmbeddedApiWireTests extends HttpWireKit {

    @TempDir
    private Path folder;

    @Override
    protected WireTarget start(WireSetup setup) throws IOException {
        Path own = Files.createTempDirectory(folder, "embedded");
        Machine machine = new Machine(own);
        return new Target(
                machine,
                machine.start(
                        EchoOfCallsApplication.class,
                        "app",
                        WebApplicationType.REACTIVE,
                        properties(setup, own).toArray(String[]::new)));
    }

    private static List<String> properties(WireSetup setup, Path folder) throws IOException {
        List<String> properties = new ArrayList<>(List.of(
                "--inlay.api.enabled=true",
                "--inlay.state.embedded=false",
                "--inlay.api.http-port=0",
                "--inlay.api.grpc-port=0",
                "--inlay.api.metrics-port=0",
                "--inlay.internal-grpc-port=0",
                "--inlay.api.allowed-origins=" + setup.allowedOrigins(),
                "--inlay.resources-paths=" + ProcessTarget.writeResources(setup, folder)));
        String configuration = setup.configuration();
        if (configuration != null) {
            properties.add(
                    "--inlay.config-paths=" + ProcessTarget.copy(configuration, folder, folder.resolve("config")));
        }
        if (setup.apiToken() != null) {
            properties.add("--inlay.api.token=" + setup.apiToken());
        }
        if (setup.maxBodySize() > 0) {
            properties.add("--inlay.max-body-size=" + setup.maxBodySize() + "B");
        }
        if (setup.publicPort()) {
            properties.add("--inlay.api.public-port=0");
        }
        return properties;
    }

    private record Target(Machine machine, ConfigurableApplicationContext application) implements WireTarget {

        private ApiHeads heads() {
            return application.getBean(ApiHeads.class);
        }

        @Override
        public InetSocketAddress api() {
            return (InetSocketAddress) heads().httpAddresses().get(0);
        }

        @Override
        public InetSocketAddress publicPort() {
            SocketAddress address = heads().publicAddress();
            if (address == null) {
                throw new IllegalStateException("no public port");
            }
            return (InetSocketAddress) address;
        }

        @Override
        public Map<String, String> variables() {
            return Map.of("appPort", application.getEnvironment().getRequiredProperty("local.server.port"));
        }

        @Override
        public void close() {
            machine.close();
        }
    }
}
