package dev.inlay.error;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the details of errors together. */
public final class ErrorDetails {

    private ErrorDetails() {}

    /**
     * Everything that an error tells besides its code and text; the {@link ErrorDetail.Info} comes last. Empty for the
     * older errors.
     *
     * @param facts what is known about the runtime, by the names that {@link ErrorCode.Reason#facts()} asks for
     */
    public static List<ErrorDetail> of(InlayException error, Map<String, String> facts) {
        ErrorCode.Reason reason = error.code().reason();
        if (reason == null || error.details().stream().anyMatch(ErrorDetail.Info.class::isInstance)) {
            return error.details();
        }
        List<ErrorDetail> details = new ArrayList<>(error.details());
        details.add(new ErrorDetail.Info(reason.text(), known(reason.facts(), facts)));
        return details;
    }

    private static @Nullable Map<String, String> known(List<String> asked, Map<String, String> facts) {
        if (asked.isEmpty()) {
            return null;
        }
        Map<String, String> known = new LinkedHashMap<>();
        asked.forEach(name -> known.put(name, facts.getOrDefault(name, "")));
        return known;
    }
}
