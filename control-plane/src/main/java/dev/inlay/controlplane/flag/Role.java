package dev.inlay.controlplane.flag;

import dev.inlay.program.flag.Flag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The programs of Dapr's control plane that this one can be. The order is that of their start. */
public enum Role {
    SENTRY("Dapr Sentry certificate authority", "dapr.sentry", "sentry.SentryConfiguration"),
    OPERATOR("Dapr Operator", "dapr.operator", "operator.OperatorConfiguration"),
    INJECTOR("Dapr Sidecar Injector", "dapr.injector", "injector.InjectorConfiguration");

    private final String title;
    private final String scope;
    private final String configuration;

    Role(String title, String scope, String configuration) {
        this.title = title;
        this.scope = scope;
        this.configuration = "dev.inlay.controlplane." + configuration;
    }

    /** Its name on the command line, and the name of its profile. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called in its first line. */
    public String title() {
        return title;
    }

    /** The scope of its log lines. */
    public String scope() {
        return scope;
    }

    /** The name of the class that declares its beans. */
    public String configuration() {
        return configuration;
    }

    /** Its own flags, without those that all have. */
    List<Flag> flags() {
        return switch (this) {
            case SENTRY -> RoleFlags.SENTRY;
            case OPERATOR -> RoleFlags.OPERATOR;
            case INJECTOR -> RoleFlags.INJECTOR;
        };
    }

    static Optional<Role> named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.lowerCase().equals(name.strip()))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Role::lowerCase).collect(Collectors.joining(", "));
    }
}
