package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.telemetry.InlayObservation.InvokeKeys;
import dev.inlay.telemetry.InlayObservation.InvokeSpanKeys;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How calls between applications are named, on both sides. */
final class InvokeNames {

    private static final Set<String> STANDARD_VERBS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");
    private static final KeyValue SERVICE = InvokeSpanKeys.SERVICE.withValue("ServiceInvocation");

    private InvokeNames() {}

    static String spanName(InvokeRequest request) {
        return "CallLocal/" + request.appId() + "/" + request.method();
    }

    /** The verb, or one word for all that are not standard: callers make them up. */
    static String standardVerb(InvokeRequest request) {
        return STANDARD_VERBS.contains(request.verb()) ? request.verb() : "OTHER";
    }

    static KeyValues timerKeys(InvokeRequest request, String otherAppId, @Nullable InvokeResponse response) {
        return KeyValues.of(
                InvokeKeys.APP_ID.withValue(otherAppId.isEmpty() ? "unknown" : otherAppId),
                InvokeKeys.VERB.withValue(standardVerb(request)),
                InvokeKeys.STATUS.withValue(response == null ? "none" : Integer.toString(response.status())));
    }

    static KeyValues spanKeys(InvokeRequest request) {
        return KeyValues.of(
                SERVICE,
                InvokeSpanKeys.METHOD.withValue(request.method()),
                InvokeSpanKeys.PEER.withValue(request.appId()));
    }
}
