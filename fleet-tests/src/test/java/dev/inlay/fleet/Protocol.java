package dev.inlay.fleet;

import java.util.Locale;

/** What the applications of a fleet speak. */
enum Protocol {
    HTTP,
    GRPC;

    String flag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
