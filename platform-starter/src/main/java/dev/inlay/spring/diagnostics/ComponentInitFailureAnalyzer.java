package dev.inlay.spring.diagnostics;

import dev.inlay.component.ComponentInitException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which component could not become ready, why, and what to do. */
final class ComponentInitFailureAnalyzer extends AbstractFailureAnalyzer<ComponentInitException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ComponentInitException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return new FailureAnalysis(
                "Component: " + cause.displayName() + "\nProblem:   " + cause.getMessage() + "\nCause:     "
                        + reason.getMessage(),
                "Start the backing service, or correct the address in the component's manifest or properties.\n"
                        + "A service that is merely slow to start is awaited longer with spec.initTimeout; with"
                        + " spec.ignoreErrors the application starts without it.",
                cause);
    }
}
