package dev.inlay.component.kubernetes;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import java.util.regex.Pattern;

/** Names of objects, which become parts of a path: whoever asks for a secret must not reach anything else by its name. */
final class Names {

    /** RFC 1123's subdomains, as Kubernetes has them. */
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private Names() {}

    static String checked(String what, String name) {
        if (!SUBDOMAIN.matcher(name).matches() || name.contains("..")) {
            throw new InlayException(
                    ErrorCode.BAD_REQUEST,
                    what + " '" + name
                            + "' is no name of Kubernetes (expected: lower case letters, digits, '-' and '.', at"
                            + " most 253)");
        }
        return name;
    }
}
