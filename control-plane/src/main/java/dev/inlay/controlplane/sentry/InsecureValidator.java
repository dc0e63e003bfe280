package dev.inlay.controlplane.sentry;

import dev.inlay.protocol.sentry.v1.SignCertificateRequest;

/** Believes everybody: for a single machine. */
final class InsecureValidator implements Validator {

    @Override
    public String trustDomain(SignCertificateRequest request) throws RefusedException {
        CommonChecks.check(request);
        return CommonChecks.wanted(request);
    }
}
