package dev.inlay.api.http;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Whom a call is meant for, in one of the three forms in which a caller may say so. The first that is there counts:
 *
 * <ul>
 *   <li>the header field {@code dapr-app-id}; then the whole path is the method;
 *   <li>a user named {@code dapr-app-id} whose password is the app id ({@code http://dapr-app-id:orders@localhost/…}); so
 *       too;
 *   <li>the path {@code v1.0/invoke/<target>/method/<method>}.
 * </ul>
 *
 * @param appId an app id, an app id with namespace, the name of an HTTPEndpoint or a URL
 * @param method the path to call there, percent-encoded
 */
record InvokeTarget(String appId, String method) {

    static final String APP_ID_HEADER = "dapr-app-id";

    private static final String PREFIX = "v1.0/invoke/";
    private static final String DIVIDER = "/method/";
    private static final String BASIC = "Basic ";
    private static final String USER = APP_ID_HEADER + ":";

    /** @throws InlayException if the request has none of the forms */
    static InvokeTarget of(InvokeRequest request) {
        String named = request.headers().first(APP_ID_HEADER);
        if (named == null || named.isEmpty()) {
            named = passwordOf(request.headers().first("Authorization"));
        }
        if (named != null && !named.isEmpty()) {
            return new InvokeTarget(named, withoutSlashAtEnd(request.method()));
        }
        return ofPath(request.method());
    }

    private static InvokeTarget ofPath(String path) {
        int divider = path.startsWith(PREFIX) ? path.indexOf(DIVIDER, PREFIX.length()) : -1;
        if (divider <= PREFIX.length()) {
            throw InlayException.of(ErrorCode.DIRECT_INVOKE_NO_APP_ID);
        }
        String target = Percent.decodePath(path.substring(PREFIX.length(), divider));
        return new InvokeTarget(withBothSlashes(target), withoutSlashAtEnd(path.substring(divider + DIVIDER.length())));
    }

    /** Of double slashes one has been lost, as everywhere in a path. */
    private static String withBothSlashes(String target) {
        int colon = target.indexOf(":/");
        boolean url = colon == "http".length() || colon == "https".length();
        return url && target.startsWith("http") && !target.startsWith("://", colon)
                ? target.substring(0, colon) + "://" + target.substring(colon + 2)
                : target;
    }

    private static String withoutSlashAtEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static @Nullable String passwordOf(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BASIC)) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(authorization.substring(BASIC.length()));
            String user = new String(decoded, StandardCharsets.UTF_8);
            return user.regionMatches(true, 0, USER, 0, USER.length()) ? user.substring(USER.length()) : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
