package dev.inlay.message;

import java.util.Locale;
import java.util.Set;

/** The HTTP verbs that requests to applications can have. */
public final class Verbs {

    private static final Set<String> KNOWN =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private Verbs() {}

    /** A verb in capitals; {@code POST} for one that is not known, which is Dapr's rule. */
    public static String canonical(String verb) {
        String upper = verb.toUpperCase(Locale.ROOT);
        return KNOWN.contains(upper) ? upper : "POST";
    }
}
