package dev.inlay.spring.apps;

import static org.junit.jupiter.api.extension.ExtensionContext.Namespace.GLOBAL;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Applications that call each other, and a Zipkin that they report to. Started once for all test classes that use it,
 * which are annotated with {@code @ExtendWith(Fleet.Provider.class)}; tests leave it as they find it.
 */
public final class Fleet implements ExtensionContext.Store.CloseableResource {

    private final Path folder;
    private final FakeZipkin zipkin;
    private final Machine machine;
    private final ConfigurableApplicationContext reactive;
    private final ConfigurableApplicationContext servlet;
    private final ConfigurableApplicationContext caller;

    private Fleet() throws IOException {
        folder = Files.createTempDirectory("inlay-fleet");
        zipkin = new FakeZipkin();
        machine = new Machine(folder);
        reactive = start(CalleeApplication.class, "callee", WebApplicationType.REACTIVE);
        servlet = start(CalleeApplication.class, "servlet-callee", WebApplicationType.SERVLET);
        caller = start(CallerApplication.class, "caller", WebApplicationType.NONE);
    }

    private ConfigurableApplicationContext start(Class<?> application, String appId, WebApplicationType type) {
        return machine.start(
                application,
                appId,
                type,
                "--inlay.state.path=" + machine.stateFile(appId),
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.probes.enabled=true",
                "--management.endpoint.health.show-details=always",
                "--management.tracing.sampling.probability=1.0",
                "--management.zipkin.tracing.endpoint=" + zipkin.endpoint());
    }

    /** Another application beside these, to be closed by who asked for it. */
    public ConfigurableApplicationContext startAnother(String appId) {
        return start(CalleeApplication.class, appId, WebApplicationType.REACTIVE);
    }

    /** The WebFlux application {@code callee}. */
    public ConfigurableApplicationContext reactive() {
        return reactive;
    }

    /** The servlet application {@code servlet-callee}. */
    public ConfigurableApplicationContext servlet() {
        return servlet;
    }

    /** The application {@code caller}, which has no web server. */
    public ConfigurableApplicationContext caller() {
        return caller;
    }

    public FakeZipkin zipkin() {
        return zipkin;
    }

    @Override
    public void close() throws IOException {
        machine.close();
        zipkin.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    /** Hands the fleet to constructors and methods of tests. */
    public static final class Provider implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Fleet.class;
        }

        @Override
        public Fleet resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(GLOBAL).getOrComputeIfAbsent(Fleet.class, key -> launch(), Fleet.class);
        }

        private static Fleet launch() {
            try {
                return new Fleet();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
