package dev.inlay.cli.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The variables an application is started with: those that Dapr's command line gives to every application, and those
 * that bind to the {@code inlay.*} properties of the starter.
 */
final class AppEnvironment {

    private final Map<String, String> variables = new LinkedHashMap<>();

    AppEnvironment appId(String appId) {
        variables.put("APP_ID", appId);
        variables.put("INLAY_APP_ID", appId);
        return this;
    }

    AppEnvironment channel(@Nullable String address, @Nullable String protocol) {
        variables.put("APP_CHANNEL_ADDRESS", address == null ? "127.0.0.1" : address);
        variables.put("APP_PROTOCOL", protocol == null ? "http" : protocol);
        return this;
    }

    /** Only ports that are there: an application that reads a variable must be able to rely on it. */
    AppEnvironment port(String variable, int port) {
        if (port > 0) {
            variables.put(variable, Integer.toString(port));
        }
        return this;
    }

    AppEnvironment resources(List<Path> paths) {
        return pathList("INLAY_RESOURCES_PATHS", paths);
    }

    AppEnvironment configuration(List<Path> paths) {
        return pathList("INLAY_CONFIG_PATHS", paths);
    }

    private AppEnvironment pathList(String variable, List<Path> paths) {
        if (!paths.isEmpty()) {
            variables.put(variable, paths.stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        return this;
    }

    /** The level of the runtime's own loggers; Spring Boot has no level above error but knows fatal. */
    AppEnvironment logLevel(@Nullable String level) {
        if (level != null) {
            variables.put("LOGGING_LEVEL_DEV_INLAY", level.equals("panic") ? "fatal" : level);
        }
        return this;
    }

    /** Instances started together find each other on this machine, whatever its network looks like. */
    AppEnvironment loopbackUnlessSet(Map<String, String> inherited) {
        if (inherited.getOrDefault("DAPR_HOST_IP", "").isEmpty()) {
            variables.put("DAPR_HOST_IP", "127.0.0.1");
        }
        return this;
    }

    /** What the user set; replaces what was there. */
    AppEnvironment custom(Map<?, ?> given) {
        given.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
        return this;
    }

    Map<String, String> variables() {
        return variables;
    }
}
