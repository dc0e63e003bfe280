package dev.inlay.sidecar;

import java.util.Objects;

/** What this program was built from. */
final class ProgramVersion {

    /** Outside of a jar, as in tests. */
    private static final String UNPACKAGED = "edge";

    private ProgramVersion() {}

    static String current() {
        return Objects.requireNonNullElse(Daprd.class.getPackage().getImplementationVersion(), UNPACKAGED);
    }

    /** The text of {@code --build-info}. */
    static String buildInfo() {
        return "Version: " + current() + System.lineSeparator() + "Java Version: " + Runtime.version();
    }
}
