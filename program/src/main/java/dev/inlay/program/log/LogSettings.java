package dev.inlay.program.log;

/**
 * How lines look and which are written.
 *
 * @param threshold the least severity
 * @param appId whom the process serves; empty as long as that is not known
 * @param instance the name of the host
 * @param version the version of this program
 */
public record LogSettings(Severity threshold, boolean asJson, String appId, String instance, String version) {

    public LogSettings withThreshold(Severity least) {
        return new LogSettings(least, asJson, appId, instance, version);
    }

    /** Before the command line is read. */
    static LogSettings initial() {
        return new LogSettings(Severity.INFO, false, "", "", "unknown");
    }
}
