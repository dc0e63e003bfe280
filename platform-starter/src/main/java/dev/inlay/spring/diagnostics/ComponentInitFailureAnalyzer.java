package dev.inlay.spring.diagnostics;

import dev.inlay.component.ComponentInitException;
import dev.inlay.component.InvalidComponentException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which component could not become ready, where its backing service was looked for, why, and what to do. */
final class ComponentInitFailureAnalyzer extends AbstractFailureAnalyzer<ComponentInitException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ComponentInitException failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        List<String> description = new ArrayList<>();
        description.add("Component: " + failure.displayName());
        if (failure.address() != null) {
            description.add("Address:   " + failure.address());
        }
        description.add("Cause:     " + (reason.getMessage() == null ? reason.toString() : reason.getMessage()));
        return new FailureAnalysis(String.join("\n", description), action(failure, reason), failure);
    }

    private static String action(ComponentInitException failure, Throwable reason) {
        if (reason instanceof InvalidComponentException) {
            return "Correct the component, which is described in " + failure.source() + ".";
        }
        return "Make its backing service reachable, or correct the component, which is described in "
                + failure.source()
                + ".\nA service that starts late is awaited longer with initTimeout; with ignoreErrors"
                + " the application starts without it.";
    }
}
