package dev.inlay.telemetry;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C baggage, as far as it is looked at. It is refused where it is malformed: what is behind would drop it silently. */
public final class Baggage {

    /** A member: a token, a percent-encoded value, and properties of any form. */
    private static final Pattern MEMBER =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+\\s*=\\s*[!#-+\\--:<-\\[\\]-~]*(\\s*;[^,]*)?");

    private Baggage() {}

    /** What is wrong with the field's value, in daprd's words; null if nothing, or if there is no field. */
    public static @Nullable String fault(@Nullable String value) {
        if (value == null) {
            return null;
        }
        for (String member : value.split(",", -1)) {
            if (!MEMBER.matcher(member.strip()).matches()) {
                return "invalid baggage header: invalid baggage list-member: \"" + member + "\"";
            }
        }
        return null;
    }
}
