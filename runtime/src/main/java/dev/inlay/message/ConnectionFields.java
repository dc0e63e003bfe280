package dev.inlay.message;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The header fields that are about one connection and stop at its end: those that HTTP names, and those that a message
 * names in {@code Connection}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, 7.6.1</a>
 */
public final class ConnectionFields {

    private static final Set<String> HOP_BY_HOP = Set.of(
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
    private static final ConnectionFields STANDARD = new ConnectionFields(Set.of());

    private final Set<String> named;

    private ConnectionFields(Set<String> named) {
        this.named = named;
    }

    /** Those of a message with these values of {@code Connection}. */
    public static ConnectionFields of(List<String> connection) {
        if (connection.isEmpty()) {
            return STANDARD;
        }
        Set<String> named = new HashSet<>();
        for (String value : connection) {
            for (String name : value.split(",")) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return new ConnectionFields(named);
    }

    /** Whether a field, by its name in lower case, is among them. */
    public boolean contains(String lowerCaseName) {
        return HOP_BY_HOP.contains(lowerCaseName) || named.contains(lowerCaseName);
    }
}
