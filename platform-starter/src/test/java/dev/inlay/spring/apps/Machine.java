package dev.inlay.spring.apps;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Where applications run side by side: they share a registry of names and a folder for state. Closes what it started. */
public final class Machine implements AutoCloseable {

    private final Path folder;
    private final Deque<ConfigurableApplicationContext> applications = new ArrayDeque<>();

    public Machine(Path folder) {
        this.folder = folder;
    }

    /** Starts an application with these properties, as {@code --name=value}, besides those that bind it to this machine. */
    public ConfigurableApplicationContext start(
            Class<?> application, String appId, WebApplicationType type, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.application.name=" + appId,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.main.register-shutdown-hook=false",
                "--inlay.host-address=127.0.0.1",
                "--inlay.name-resolution.type=sqlite",
                "--inlay.name-resolution.configuration.connectionString=" + folder.resolve("registry.db")));
        arguments.addAll(List.of(properties));
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(application).web(type).run(arguments.toArray(String[]::new));
        applications.push(context);
        return context;
    }

    /** The file in which an application keeps its state if it is told so. */
    public Path stateFile(String appId) {
        return folder.resolve(appId + ".db");
    }

    /** Those that started last stop first. */
    @Override
    public void close() {
        applications.forEach(ConfigurableApplicationContext::close);
    }
}
