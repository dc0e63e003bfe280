package dev.inlay.controlplane;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.flag.Role;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.KeyPairs;
import dev.inlay.program.flag.FlagMisuseException;
import dev.inlay.program.log.JavaLogging;
import dev.inlay.program.log.LogFlags;
import dev.inlay.program.log.LogOutput;
import dev.inlay.program.log.Severity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The program: one role of Dapr's control plane or several in one process. Exit codes are Dapr's: 0 after an orderly end,
 * 1 after a fatal line, 2 if the command line is not understood.
 */
public final class ControlPlane {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String UNPACKAGED = "edge";

    /** By then a start is over, also that of a leader. */
    private static final int SETTLED_SECONDS = 15;

    private final ProgramEnvironment environment;
    private final PrintStream err;
    private final LogOutput log;
    private final ProgramLife life;

    ControlPlane(ProgramEnvironment environment, PrintStream err, LogOutput log, ProgramLife life) {
        this.environment = environment;
        this.err = err;
        this.log = log;
        this.life = life;
    }

    public static void main(String[] arguments) {
        JavaLogging.redirect();
        LogOutput log = LogOutput.ofProcess();
        ProgramLife life = new ProgramLife(log, Runtime.getRuntime()::halt);
        life.answerSignals();
        // Idle programs collect nothing, so what the start leaves behind would stay: a third of the heap.
        CompletableFuture.delayedExecutor(SETTLED_SECONDS, TimeUnit.SECONDS).execute(System::gc);
        System.exit(new ControlPlane(System::getenv, System.err, log, life).run(List.of(arguments)));
    }

    /** Does what the command line says; returns the exit code when that is over. */
    int run(List<String> arguments) {
        Optional<Set<Role>> roles = CommandLine.roles(arguments);
        if (roles.isEmpty()) {
            err.println("the role is missing or not known (" + CommandLine.expectedRoles() + ")");
            return MISUSED;
        }
        CommandLine line;
        try {
            line = CommandLine.read(roles.get(), arguments);
        } catch (FlagMisuseException e) {
            err.print(CommandLine.usage(roles.get()));
            err.println(e.getMessage());
            return MISUSED;
        }
        line.common().warnings().forEach(err::println);
        if (line.common().helpWanted()) {
            err.print(CommandLine.usage(roles.get()));
            return 0;
        }
        try {
            LogFlags.apply(line.common(), "", log);
        } catch (IllegalArgumentException e) {
            life.fail(first(line).scope(), String.valueOf(e.getMessage()));
            return FAILED;
        }
        return serve(line);
    }

    private int serve(CommandLine line) {
        String version =
                Objects.requireNonNullElse(ControlPlane.class.getPackage().getImplementationVersion(), UNPACKAGED);
        for (Role role : line.roles()) {
            log.write(
                    Severity.INFO, role.scope(), "Starting " + role.title() + " -- version " + version + " -- commit ");
        }
        log.write(
                Severity.INFO,
                first(line).scope(),
                "Log level set to: " + line.common().text("log-level"));
        KeyPairs keys = keys(line.roles());
        ConfigurableApplicationContext context;
        try {
            context = application(line, keys).run();
        } catch (RuntimeException e) {
            if (life.end().isDone()) {
                return life.end().join();
            }
            RuntimeException reason = FatalLine.reason(e).orElse(e);
            life.fail(FatalLine.scope(reason, first(line).scope()), String.valueOf(reason.getMessage()));
            return FAILED;
        }
        try (context) {
            return life.end().join();
        }
    }

    /** For certificates of another process' sentry. */
    private static KeyPairs keys(Set<Role> roles) {
        return roles.contains(Role.SENTRY)
                ? KeyPairs.of(KeyKind.RSA)
                : KeyPairs.ahead(KeyKind.RSA, ForkJoinPool.commonPool());
    }

    private SpringApplication application(CommandLine line, KeyPairs keys) {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        List<Class<?>> sources = new ArrayList<>(List.of(ControlPlaneConfiguration.class));
        line.roles().forEach(role -> sources.add(configurationOf(role)));
        SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setAddCommandLineProperties(false);
        application.setAdditionalProfiles(
                line.roles().stream().map(Role::lowerCase).toArray(String[]::new));
        application.addInitializers(context -> {
            if (context instanceof GenericApplicationContext beans) {
                beans.registerBean(CommandLine.class, () -> line);
                beans.registerBean(ProgramEnvironment.class, () -> environment);
                beans.registerBean(KeyPairs.class, () -> keys);
                beans.registerBean(ProgramLife.class, () -> life);
            }
        });
        return application;
    }

    private static Class<?> configurationOf(Role role) {
        try {
            return Class.forName(role.configuration());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this build has no role " + role.lowerCase(), e);
        }
    }

    private static Role first(CommandLine line) {
        return line.roles().iterator().next();
    }
}
