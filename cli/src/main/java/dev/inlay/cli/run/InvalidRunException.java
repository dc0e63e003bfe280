package dev.inlay.cli.run;

import java.util.List;

/** What was asked for cannot be started; carries every fault at once. Nothing has been started. */
final class InvalidRunException extends Exception {

    private final transient List<Fault> faults;

    InvalidRunException(String title, List<Fault> faults) {
        super(Fault.describe(title, faults));
        this.faults = List.copyOf(faults);
    }

    List<Fault> faults() {
        return faults;
    }
}
