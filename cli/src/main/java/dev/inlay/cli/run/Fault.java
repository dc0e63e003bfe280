package dev.inlay.cli.run;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing wrong with what the user asked for.
 *
 * @param place file and line, as {@code inlay.yaml:7}; empty for the command line
 * @param name path of the field or name of the flag, as {@code apps[1].appPort}
 * @param problem the value, what is wrong with it, what was expected
 */
record Fault(String place, String name, String problem) {

    @Override
    public String toString() {
        String named = name.isEmpty() ? problem : name + ": " + problem;
        return place.isEmpty() ? named : place + "  " + named;
    }

    /** All faults, one a line, under what cannot be done because of them. */
    static String describe(String title, List<Fault> faults) {
        return title
                + faults.stream()
                        .map(fault -> System.lineSeparator() + "    " + fault)
                        .collect(Collectors.joining());
    }
}
