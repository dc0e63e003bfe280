package dev.inlay.spring.autoconfigure;

import dev.inlay.InlayRuntimes;
import dev.inlay.RuntimeOptions;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ResourceSource;
import dev.inlay.spring.InlayProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** What the application's properties say about the runtime, and what holds where they say nothing. */
final class RuntimeDescription {

    private static final String LOOPBACK = "127.0.0.1";

    /** Files of this machine are always there in the end; a machine that is busy is no reason to give up. */
    private static final Duration FILE_INIT_TIMEOUT = Duration.ofSeconds(30);

    /** Dapr's, for who opens the other ports of Dapr's too, or is found by the services of a cluster. */
    private static final int INTERNAL_PORT = 50002;

    private final InlayProperties properties;
    private final Environment environment;

    RuntimeDescription(InlayProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** What is said without a word about components. */
    RuntimeOptions options(AppIdentity app) {
        return RuntimeOptions.of(app.appId())
                .withNamespace(app.namespace())
                .withHostAddress(hostAddress())
                .withInternalGrpcPort(internalGrpcPort())
                .withResourcesPaths(properties.resourcesPaths())
                .withConfigPaths(properties.configPaths())
                .withMaxBodySize(Math.toIntExact(properties.maxBodySize().toBytes()))
                .withGracePeriod(properties.shutdownGrace());
    }

    /** All that properties say. */
    InlayRuntimes.Builder of(AppIdentity app) {
        InlayRuntimes.Builder builder = InlayRuntimes.builder(options(app))
                .defaultStore(properties.state().defaultStore())
                .defaultNameResolver(nameResolver());
        properties.components().forEach((name, component) -> builder.component(manifest(name, component)));
        if (properties.state().embedded() && properties.state().path() != null) {
            // A file that is named is meant, also in an application that has a Redis for other things.
            builder.defaultComponent(embeddedStore(app));
        }
        return builder;
    }

    private static ComponentManifest manifest(String name, InlayProperties.Component component) {
        String property = "inlay.components." + name;
        if (component.type() == null) {
            throw new InvalidConfigurationPropertyValueException(
                    property + ".type", null, "A component needs a type, as state.redis.");
        }
        return ComponentManifest.of(
                        name, component.type(), component.version(), component.metadata(), ResourceSource.of(property))
                .withScopes(component.scopes())
                .withIgnoreErrors(component.ignoreErrors())
                .withInitTimeout(component.initTimeout());
    }

    /** Files of a pod are gone with it, and often cannot be written: in a cluster only a file that is named is meant. */
    boolean keepsStateInAFile() {
        return properties.state().embedded()
                && (!properties.kubernetes().enabled() || properties.state().path() != null);
    }

    /** Where nothing else is the default store, state is kept in a file of the user's. */
    ComponentManifest embeddedStore(AppIdentity app) {
        Path configured = properties.state().path();
        Path file = configured == null ? home().resolve("state").resolve(app.appId() + ".db") : configured;
        return embedded(properties.state().defaultStore(), "state.sqlite", file, "inlay.state.path");
    }

    /** Whether the application's properties say how others are found. */
    boolean choosesNameResolver() {
        InlayProperties.NameResolution chosen = properties.nameResolution();
        return chosen != null && chosen.type() != null;
    }

    /** Where nothing is configured, applications of one machine find each other in a file of the user's. */
    ComponentManifest nameResolver() {
        InlayProperties.NameResolution chosen = properties.nameResolution();
        if (chosen == null || chosen.type() == null) {
            String type = "nameresolution.sqlite";
            return embedded(type, type, home().resolve("registry.db"), "inlay.name-resolution");
        }
        String type = "nameresolution." + chosen.type();
        return ComponentManifest.of(
                type, type, chosen.version(), chosen.configuration(), ResourceSource.of("inlay.name-resolution"));
    }

    private static ComponentManifest embedded(String name, String type, Path file, String property) {
        return ComponentManifest.of(
                        name,
                        type,
                        "v1",
                        Map.of("connectionString", file.toString()),
                        ResourceSource.of("the default of " + property))
                .withInitTimeout(FILE_INIT_TIMEOUT);
    }

    /** The registry file is seen on this machine only, so with it nobody else needs to reach the internal port. */
    private @Nullable String hostAddress() {
        if (properties.hostAddress() != null) {
            return properties.hostAddress();
        }
        boolean ofThisMachine = !properties.kubernetes().enabled()
                && properties.nameResolution() == null
                && properties.configPaths().isEmpty()
                && properties.resourcesPaths().isEmpty();
        return ofThisMachine && environment.getProperty("DAPR_HOST_IP") == null ? LOOPBACK : null;
    }

    private int internalGrpcPort() {
        if (properties.internalGrpcPort() != null) {
            return properties.internalGrpcPort();
        }
        boolean isDaprs = properties.api().enabled() || properties.kubernetes().enabled();
        int usual = isDaprs ? INTERNAL_PORT : 0;
        return environment.getProperty("DAPR_INTERNAL_GRPC_PORT", Integer.class, usual);
    }

    /** HOME first, as shells and the command line do; Java's own idea of the home folder ignores it. */
    private Path home() {
        String home = environment.getProperty("HOME");
        return Path.of(StringUtils.hasText(home) ? home : System.getProperty("user.home"), ".inlay");
    }
}
