package dev.inlay.api;

import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.ManifestFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether and how calls of the API are logged: {@code spec.logging.apiLogging} of a Configuration.
 *
 * @param enabled whether they are
 * @param obfuscateUrls whether the name of the route stands in the log instead of the path
 * @param omitHealthChecks whether health checks are left out
 */
public record CallLogging(boolean enabled, boolean obfuscateUrls, boolean omitHealthChecks) {

    /** Nothing is logged. */
    public static final CallLogging OFF = new CallLogging(false, false, false);

    /**
     * Reads what a Configuration says.
     *
     * @throws InvalidManifestException with every fault of its part {@code logging}
     */
    public static CallLogging of(ConfigurationManifest configuration) {
        List<Fault> faults = new ArrayList<>();
        ManifestFields logging = configuration.fields(faults).child("logging").child("apiLogging");
        CallLogging read = new CallLogging(
                logging.flag("enabled"), logging.flag("obfuscateURLs"), logging.flag("omitHealthChecks"));
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return read;
    }

    /** The same, but on. */
    public CallLogging switchedOn() {
        return new CallLogging(true, obfuscateUrls, omitHealthChecks);
    }
}
