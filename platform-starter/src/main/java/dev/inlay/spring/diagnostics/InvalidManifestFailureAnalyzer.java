package dev.inlay.spring.diagnostics;

import dev.inlay.component.InvalidManifestException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists every fault of every manifest. */
final class InvalidManifestFailureAnalyzer extends AbstractFailureAnalyzer<InvalidManifestException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidManifestException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Correct the fields that are named above, and start again.", cause);
    }
}
