package dev.inlay.telemetry;

import dev.inlay.telemetry.InlayObservation.DescribedKey;

/** Writes the reference page of the user guide from {@link InlayObservation}. */
final class ObservationReference {

    private ObservationReference() {}

    static String markdown() {
        StringBuilder page = new StringBuilder("""
                <!-- Generated from dev.inlay.telemetry.InlayObservation. To write it anew:
                     ./mvnw -pl runtime -am test -Dtest=ObservationReferenceTests -Dsurefire.failIfNoSpecifiedTests=false -Dinlay.rewrite=true -->
                # Observations

                Inlay observes its operations with Micrometer. Each observation is a timer (`<name>`, and `<name>.active`
                for those under way) and, where a tracer is there, a span. Keys of timers have few values and are on the
                span too; keys of spans are on the span only. Micrometer adds the key `error` to every timer: the class of
                the error, or `none`.

                | observation | timer | span | what is observed |
                |---|---|---|---|
                """);
        for (InlayObservation observation : InlayObservation.values()) {
            row(
                    page,
                    code(observation.name()),
                    code(observation.getName()),
                    code(observation.getContextualName()),
                    observation.description());
        }
        for (InlayObservation observation : InlayObservation.values()) {
            page.append("\n## ").append(observation.getName()).append("\n\n| key | on | value |\n|---|---|---|\n");
            for (DescribedKey key : observation.getLowCardinalityKeyNames()) {
                row(page, code(key.asString()), "timer and span", key.description());
            }
            for (DescribedKey key : observation.getHighCardinalityKeyNames()) {
                row(page, code(key.asString()), "span", key.description());
            }
        }
        return page.toString();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
