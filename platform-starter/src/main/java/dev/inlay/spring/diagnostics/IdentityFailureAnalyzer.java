package dev.inlay.spring.diagnostics;

import dev.inlay.identity.IdentityUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why sentry has given no certificate. */
final class IdentityFailureAnalyzer extends AbstractFailureAnalyzer<IdentityUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, IdentityUnavailableException failure) {
        return new FailureAnalysis(
                String.valueOf(failure.getMessage()),
                "Look whether dapr-sentry runs and what its log says of this pod. The pod's annotation dapr.io/app-id must"
                        + " be the app id of the application, and inlay.kubernetes.sentry-address must lead to sentry.",
                failure);
    }
}
