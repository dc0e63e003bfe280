package dev.inlay.message;

import java.util.Locale;
import java.util.Set;

/**
 * The header fields that are about one connection and stop at its end. Those that Dapr drops, in both directions.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, Connection</a>
 */
public final class HopByHop {

    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "te",
            "trailer",
            "proxy-authorization",
            "proxy-authenticate");

    private HopByHop() {}

    /** Whether the field of this name, in any case, is one of them. */
    public static boolean contains(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
