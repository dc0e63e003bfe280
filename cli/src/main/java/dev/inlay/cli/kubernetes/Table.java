package dev.inlay.cli.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows as Dapr's command line prints them: columns that are blank in every row are left out. */
final class Table {

    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm.ss", Locale.ROOT);

    private Table() {}

    /**
     * The lines, the header first.
     *
     * @param columns the headers, each also the key of its values in the rows
     */
    static List<String> lines(List<String> columns, List<? extends Map<String, ?>> rows) {
        List<String> shown = columns.stream()
                .filter(column -> rows.isEmpty()
                        || rows.stream().anyMatch(row -> !cell(row, column).isEmpty()))
                .toList();
        List<Map<String, ?>> all = new ArrayList<>();
        all.add(shown.stream().collect(Collectors.toMap(column -> column, column -> column)));
        all.addAll(rows);
        List<String> lines = new ArrayList<>();
        for (Map<String, ?> row : all) {
            StringBuilder line = new StringBuilder();
            for (String column : shown) {
                int width = all.stream()
                                .mapToInt(any -> cell(any, column).length())
                                .max()
                                .orElse(0)
                        + 2;
                String cell = cell(row, column);
                line.append(cell).append(" ".repeat(width - cell.length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String cell(Map<String, ?> row, String column) {
        Object value = row.get(column);
        return value == null ? "" : value.toString().strip().replaceAll("\\s+", " ");
    }

    /** How long ago, in the largest unit that is not exceeded: {@code 60s}, {@code 60m}, {@code 24h}, then days. */
    static String age(Instant created, Instant now) {
        Duration age = Duration.between(created, now);
        if (age.compareTo(Duration.ofMinutes(1)) <= 0) {
            return age.toSeconds() + "s";
        }
        if (age.compareTo(Duration.ofHours(1)) <= 0) {
            return age.toMinutes() + "m";
        }
        return age.compareTo(Duration.ofDays(1)) <= 0 ? age.toHours() + "h" : age.toDays() + "d";
    }

    static String created(Instant created, ZoneId zone) {
        return CREATED.format(created.atZone(zone));
    }
}
