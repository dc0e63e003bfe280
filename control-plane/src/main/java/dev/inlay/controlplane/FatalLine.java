package dev.inlay.controlplane;

import dev.inlay.controlplane.flag.CommandLine;
import dev.inlay.controlplane.program.ProgramLife;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.error.AddressUnavailableException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says why the start has failed by one fatal line, as Dapr's programs do, in the place of Boot's report. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FatalLine implements SpringBootExceptionReporter {

    /** The name of the bean that writes the line. */
    static final String LIFE = "programLife";

    private final ConfigurableApplicationContext context;

    FatalLine(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        if (!(context.getBeanFactory().getSingleton(LIFE) instanceof ProgramLife life)) {
            return false;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartFailure known) {
                life.fail(known.scope(), String.valueOf(known.getMessage()));
                return true;
            }
            if (cause instanceof AddressUnavailableException taken) {
                CommandLine line = context.getBean(CommandLine.class);
                life.fail(line.roles().iterator().next().scope(), String.valueOf(taken.getMessage()));
                return true;
            }
        }
        return false;
    }
}
