package dev.inlay.controlplane.sentry;

import dev.inlay.controlplane.sentry.Validator.RefusedException;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What every request must have, whoever checks it further. */
final class CommonChecks {

    /** Of programs that name none. */
    static final String PUBLIC = "public";

    private static final int LONGEST_ID = 64;
    private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]+");

    private CommonChecks() {}

    static void check(SignCertificateRequest request) throws RefusedException {
        List<String> faults = new ArrayList<>();
        if (request.getId().isEmpty()) {
            faults.add("parameter app-id cannot be empty");
        } else if (request.getId().contains(".")) {
            faults.add("parameter app-id cannot contain dots");
        }
        if (request.getId().length() > LONGEST_ID) {
            faults.add("app ID must be 64 characters or less");
        }
        if (request.getCertificateSigningRequest().isEmpty()) {
            faults.add("CSR is required");
        }
        if (request.getNamespace().isEmpty()) {
            faults.add("namespace is required");
        }
        if (!faults.isEmpty()) {
            throw new RefusedException("invalid request: " + String.join("\n", faults));
        }
    }

    /** The trust domain that a program asks for. */
    static String wanted(SignCertificateRequest request) throws RefusedException {
        return wanted(request.getTrustDomain());
    }

    static String wanted(String trustDomain) throws RefusedException {
        if (trustDomain.isEmpty()) {
            return PUBLIC;
        }
        if (!TRUST_DOMAIN.matcher(trustDomain).matches()) {
            throw new RefusedException(
                    "trust domain characters are limited to lowercase letters, numbers, dots, dashes,"
                            + " and underscores");
        }
        return trustDomain;
    }
}
