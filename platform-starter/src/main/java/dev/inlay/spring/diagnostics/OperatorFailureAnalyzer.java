package dev.inlay.spring.diagnostics;

import dev.inlay.operator.OperatorUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the operator has given no manifests. */
final class OperatorFailureAnalyzer extends AbstractFailureAnalyzer<OperatorUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, OperatorUnavailableException failure) {
        return new FailureAnalysis(
                String.valueOf(failure.getMessage()),
                "Look whether dapr-operator runs and what its log says of this namespace."
                        + " inlay.kubernetes.control-plane-address must lead to it, and the Configuration that"
                        + " inlay.kubernetes.configuration names must be in the namespace of the application.",
                failure);
    }
}
