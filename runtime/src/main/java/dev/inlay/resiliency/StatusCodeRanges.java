package dev.inlay.resiliency;

import java.util.ArrayList;
import java.util.List;

/**
 * Status codes as {@code matching} lists them: {@code 429,500-599}. An empty list means all codes.
 *
 * @param ranges the ranges, ends included
 */
record StatusCodeRanges(List<Range> ranges) {

    static final StatusCodeRanges ALL = new StatusCodeRanges(List.of());

    /** Codes from the first to the last. */
    record Range(int first, int last) {
        boolean contains(int code) {
            return first <= code && code <= last;
        }
    }

    StatusCodeRanges {
        ranges = List.copyOf(ranges);
    }

    boolean contains(int code) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(code));
    }

    /**
     * Reads a list.
     *
     * @param valid the codes there are
     * @throws IllegalArgumentException naming the entry and what was expected
     */
    static StatusCodeRanges parse(String list, Range valid) {
        List<Range> ranges = new ArrayList<>();
        for (String entry : list.split(",")) {
            if (!entry.isBlank()) {
                ranges.add(parseEntry(entry.strip(), valid));
            }
        }
        return ranges.isEmpty() ? ALL : new StatusCodeRanges(ranges);
    }

    private static Range parseEntry(String entry, Range valid) {
        if (entry.matches("\\d{1,3}(-\\d{1,3})?")) {
            String[] ends = entry.split("-");
            Range range = new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
            if (range.first() <= range.last() && valid.contains(range.first()) && valid.contains(range.last())) {
                return range;
            }
        }
        throw new IllegalArgumentException("'" + entry + "' is not a status code or a range of them (expected: from "
                + valid.first() + " to " + valid.last() + ", as " + valid.first() + "," + (valid.last() - 1) + "-"
                + valid.last() + ")");
    }
}
