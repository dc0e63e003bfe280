package dev.inlay.message;

import java.util.Set;

/**
 * Header fields to which HTTP gives a meaning of its own. In the metadata of gRPC they mean something else, or nothing, so
 * by Dapr's rules they cross over with {@code dapr-} before them.
 */
public final class ReservedFields {

    private static final Set<String> NAMES = Set.of(
            "accept",
            "accept-charset",
            "accept-language",
            "accept-ranges",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "cookie",
            "date",
            "expect",
            "from",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-schedule-tag-match",
            "if-unmodified-since",
            "keep-alive",
            "max-forwards",
            "origin",
            "pragma",
            "proxy-connection",
            "referer",
            "transfer-encoding",
            "upgrade",
            "via",
            "warning");

    private ReservedFields() {}

    /** Whether this is one of them. */
    public static boolean contains(String lowerCaseName) {
        return NAMES.contains(lowerCaseName);
    }
}
