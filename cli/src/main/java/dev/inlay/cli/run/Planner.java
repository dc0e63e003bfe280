package dev.inlay.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns settings into plans: applies what is common, the defaults and the order of precedence, and checks everything
 * that can be checked before the first application starts. All faults of all applications are reported at once.
 *
 * <p>Precedence of resources and configuration is Dapr's: the application's own value, then {@code .dapr/resources}
 * and {@code .dapr/config.yaml} in its directory, then the common value, then the user's home.
 */
final class Planner {

    private static final List<Setting> PORTS = List.of(
            Setting.APP_PORT,
            Setting.DAPR_HTTP_PORT,
            Setting.DAPR_GRPC_PORT,
            Setting.DAPR_INTERNAL_GRPC_PORT,
            Setting.METRICS_PORT);

    private final Map<String, String> inherited;
    private final LocalPorts ports;
    private final Supplier<String> randomAppId;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Integer, Fault> claimed = new HashMap<>();

    /**
     * @param inherited the environment of this process, which the applications inherit
     * @param randomAppId names an application that has neither an id nor a directory of its own
     */
    Planner(Map<String, String> inherited, LocalPorts ports, Supplier<String> randomAppId) {
        this.inherited = inherited;
        this.ports = ports;
        this.randomAppId = randomAppId;
    }

    /** @throws InvalidRunException with every fault of every application */
    List<AppPlan> planAll(RunTemplate template) throws InvalidRunException {
        for (Section app : template.apps()) {
            claimPorts(app);
        }
        List<AppPlan> plans = new ArrayList<>();
        for (Section app : template.apps()) {
            Path directory = appDirectory(app);
            if (directory != null) {
                String name = String.valueOf(directory.getFileName());
                plans.add(plan(app, template.common(), directory, () -> name));
            }
        }
        return checked(plans);
    }

    /** @throws InvalidRunException with every fault of the flags */
    AppPlan planOne(Section flags) throws InvalidRunException {
        claimPorts(flags);
        Section nothing = Section.ofFlags(flags.directory());
        return checked(List.of(plan(flags, nothing, flags.directory(), randomAppId)))
                .get(0);
    }

    private List<AppPlan> checked(List<AppPlan> plans) throws InvalidRunException {
        if (!faults.isEmpty()) {
            throw new InvalidRunException("Nothing was started:", faults);
        }
        return plans;
    }

    private AppPlan plan(Section app, Section common, Path directory, Supplier<String> defaultId) {
        String appId = app.text(Setting.APP_ID);
        if (appId == null) {
            appId = defaultId.get();
        }
        Path home = runtimeHome(app, common);
        Map<String, String> environment = new AppEnvironment()
                .appId(appId)
                .channel(app.text(Setting.APP_CHANNEL_ADDRESS), text(Setting.APP_PROTOCOL, app, common))
                .port("APP_PORT", app.port(Setting.APP_PORT))
                .port("DAPR_HTTP_PORT", portOrFree(app, Setting.DAPR_HTTP_PORT))
                .port("DAPR_GRPC_PORT", portOrFree(app, Setting.DAPR_GRPC_PORT))
                .port("DAPR_METRICS_PORT", portOrFree(app, Setting.METRICS_PORT))
                .port("INLAY_INTERNAL_GRPC_PORT", app.port(Setting.DAPR_INTERNAL_GRPC_PORT))
                .resources(resources(app, directory, common, home))
                .configuration(configuration(app, directory, common, home))
                .logLevel(text(Setting.LOG_LEVEL, app, common))
                .loopbackUnlessSet(inherited)
                .custom(common.map(Setting.ENV))
                .custom(app.map(Setting.ENV))
                .variables();
        LogDestination destination = app.destination(Setting.APP_LOG_DESTINATION);
        if (destination == null) {
            destination = common.destination(Setting.APP_LOG_DESTINATION);
        }
        return new AppPlan(
                appId,
                directory,
                command(app, directory, environment),
                environment,
                destination == null ? LogDestination.fileAndConsole : destination);
    }

    private @Nullable Path appDirectory(Section app) {
        String given = app.text(Setting.APP_DIR_PATH);
        if (given == null) {
            faults.add(app.fault(Setting.APP_DIR_PATH, "missing (expected: the application's directory)"));
            return null;
        }
        Path directory = resolve(app.directory(), given);
        if (!Files.isDirectory(directory)) {
            faults.add(app.fault(
                    Setting.APP_DIR_PATH, "'" + given + "' is not a directory (expected: " + directory + " to exist)"));
            return null;
        }
        return directory;
    }

    private List<String> command(Section app, Path directory, Map<String, String> environment) {
        List<String> command = app.texts(Setting.COMMAND);
        if (command.isEmpty() || command.get(0).isBlank()) {
            faults.add(app.fault(
                    Setting.COMMAND, "no application command found (expected: " + Kind.COMMAND_LINE.expected() + ")"));
            return List.of();
        }
        Map<String, String> complete = new HashMap<>(inherited);
        complete.putAll(environment);
        Optional<Path> program = Programs.find(command.get(0), directory, complete);
        if (program.isEmpty()) {
            faults.add(app.fault(
                    Setting.COMMAND,
                    "'" + command.get(0) + "' is not a program (expected: one on the PATH, or an executable file in "
                            + directory + ")"));
            return List.of();
        }
        List<String> resolved = new ArrayList<>(command);
        resolved.set(0, program.get().toString());
        return resolved;
    }

    private List<Path> resources(Section app, Path directory, Section common, Path home) {
        List<Path> own = givenResources(app, directory);
        if (!own.isEmpty()) {
            return own;
        }
        Path conventional = directory.resolve(".dapr").resolve("resources");
        if (Files.isDirectory(conventional)) {
            return List.of(conventional);
        }
        List<Path> shared = givenResources(common, common.directory());
        if (!shared.isEmpty()) {
            return shared;
        }
        Path users = home.resolve("components");
        return Files.isDirectory(users) ? List.of(users) : List.of();
    }

    private List<Path> givenResources(Section section, Path base) {
        List<Path> paths = new ArrayList<>();
        for (String given : section.texts(Setting.RESOURCES_PATHS)) {
            addExisting(paths, section, Setting.RESOURCES_PATHS, base, given);
        }
        String single = section.text(Setting.RESOURCES_PATH);
        if (single != null) {
            addExisting(paths, section, Setting.RESOURCES_PATH, base, single);
        }
        return paths;
    }

    private List<Path> configuration(Section app, Path directory, Section common, Path home) {
        List<Path> own = givenConfiguration(app, directory);
        if (!own.isEmpty()) {
            return own;
        }
        Path conventional = directory.resolve(".dapr").resolve("config.yaml");
        if (Files.isRegularFile(conventional)) {
            return List.of(conventional);
        }
        List<Path> shared = givenConfiguration(common, common.directory());
        if (!shared.isEmpty()) {
            return shared;
        }
        Path users = home.resolve("config.yaml");
        return Files.isRegularFile(users) ? List.of(users) : List.of();
    }

    private List<Path> givenConfiguration(Section section, Path base) {
        List<Path> paths = new ArrayList<>();
        String given = section.text(Setting.CONFIG_FILE_PATH);
        if (given != null) {
            addExisting(paths, section, Setting.CONFIG_FILE_PATH, base, given);
        }
        return paths;
    }

    private void addExisting(List<Path> paths, Section section, Setting setting, Path base, String given) {
        Path path = resolve(base, given);
        paths.add(path);
        Fault missing = section.fault(setting, "'" + given + "' is not there (expected: " + path + " to exist)");
        if (!Files.exists(path) && !faults.contains(missing)) {
            faults.add(missing);
        }
    }

    private void claimPorts(Section app) {
        for (Setting setting : PORTS) {
            int port = app.port(setting);
            if (port == 0) {
                continue;
            }
            Fault here = app.fault(setting, "");
            Fault other = claimed.putIfAbsent(port, here);
            ports.reserve(port);
            if (other != null) {
                faults.add(app.fault(
                        setting, port + " is also given to " + other.name() + " (expected: a port of its own)"));
            } else if (!ports.isFree(port)) {
                faults.add(app.fault(
                        setting, port + " is not available, something listens on it (expected: a free port)"));
            }
        }
    }

    private int portOrFree(Section app, Setting setting) {
        int port = app.port(setting);
        return port > 0 ? port : ports.next();
    }

    private Path runtimeHome(Section app, Section common) {
        String given = text(Setting.RUNTIME_PATH, app, common);
        if (given != null) {
            return resolve(app.directory(), given).resolve(".dapr");
        }
        String fromEnvironment = inherited.getOrDefault("DAPR_RUNTIME_PATH", "");
        return fromEnvironment.isEmpty()
                ? userHome().resolve(".inlay")
                : resolve(app.directory(), fromEnvironment).resolve(".dapr");
    }

    private Path resolve(Path base, String given) {
        boolean inHome = given.equals("~") || given.startsWith("~/");
        return inHome
                ? userHome()
                        .resolve(given.substring(Math.min(2, given.length())))
                        .normalize()
                : base.resolve(given).toAbsolutePath().normalize();
    }

    /** HOME first, as shells and Dapr do; Java's own idea of the home folder ignores it. */
    private Path userHome() {
        String home = inherited.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
    }

    private static @Nullable String text(Setting setting, Section app, Section common) {
        String own = app.text(setting);
        return own == null ? common.text(setting) : own;
    }
}
