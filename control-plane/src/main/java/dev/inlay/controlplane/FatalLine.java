package dev.inlay.controlplane;

import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.error.AddressUnavailableException;
import java.util.Optional;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Keeps Boot from its own report where the program says by one fatal line why the start has failed, as Dapr's do. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FatalLine implements SpringBootExceptionReporter {

    /** Called by Boot. */
    FatalLine(ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        return reason(failure).isPresent();
    }

    /** What is wrong, if it is something that this program knows to say. */
    static Optional<RuntimeException> reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartFailure known) {
                return Optional.of(known);
            }
            if (cause instanceof AddressUnavailableException taken) {
                return Optional.of(taken);
            }
        }
        return Optional.empty();
    }

    /** The scope of the line. */
    static String scope(RuntimeException reason, String otherwise) {
        return reason instanceof StartFailure known ? known.scope() : otherwise;
    }
}
