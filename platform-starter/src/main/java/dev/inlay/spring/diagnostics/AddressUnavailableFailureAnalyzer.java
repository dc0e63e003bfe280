package dev.inlay.spring.diagnostics;

import dev.inlay.error.AddressUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which port could not be opened, and which properties choose another one. */
final class AddressUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<AddressUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AddressUnavailableException failure) {
        return new FailureAnalysis(
                "Port:    " + failure.purpose() + "\nAddress: " + failure.address() + "\nCause:   " + failure.reason(),
                "End the process that listens there, or choose another port (0 for any free one) with"
                        + " inlay.api.http-port, inlay.api.grpc-port, inlay.api.metrics-port, inlay.api.public-port or"
                        + " inlay.internal-grpc-port.",
                failure);
    }
}
