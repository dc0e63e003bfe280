package dev.inlay.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who an instance is, proven by its certificate: {@code spiffe://<trust domain>/ns/<namespace>/<app id>}.
 *
 * @see <a href="https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md">SPIFFE-ID</a>
 */
public record SpiffeId(String trustDomain, String namespace, String appId) {

    private static final Pattern FORM = Pattern.compile("spiffe://([^/]+)/ns/([^/]+)/([^/]+)(?:/.*)?");

    /** The identity that a URI stands for, whatever path follows; null if it is not of Dapr's form. */
    public static @Nullable SpiffeId parse(String uri) {
        Matcher form = FORM.matcher(uri);
        return form.matches() ? new SpiffeId(form.group(1), form.group(2), form.group(3)) : null;
    }

    @Override
    public String toString() {
        return "spiffe://" + trustDomain + "/ns/" + namespace + "/" + appId;
    }
}
