package dev.inlay.controlplane.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which app ids can live on Kubernetes: those whose Service has a name that Kubernetes takes. */
public final class AppIds {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final int LABEL_LENGTH = 63;

    private AppIds() {}

    /** The name of the Service through which an application's runtime is reached. */
    public static String service(String appId) {
        return appId + "-dapr";
    }

    /** What is wrong with an app id, in Dapr's words; null if nothing. */
    public static @Nullable String fault(String appId) {
        if (appId.isEmpty()) {
            return "value for the dapr.io/app-id annotation is empty";
        }
        String service = service(appId);
        List<String> faults = new ArrayList<>();
        if (service.length() > LABEL_LENGTH) {
            faults.add("must be no more than " + LABEL_LENGTH + " characters");
        }
        if (!LABEL.matcher(service).matches()) {
            faults.add("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must"
                    + " start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
                    + " validation is '" + LABEL + "')");
        }
        return faults.isEmpty()
                ? null
                : "invalid app id (input: '" + appId + "', service: '" + service + "'): " + String.join(",", faults);
    }
}
