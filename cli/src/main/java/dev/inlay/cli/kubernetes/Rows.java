package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How rows are printed. */
enum Rows {
    table,
    list,
    json,
    yaml;

    void print(Terminal terminal, Cluster cluster, List<String> columns, List<Map<String, Object>> rows) {
        switch (this) {
            case json ->
                terminal.out()
                        .println(cluster.client().getKubernetesSerialization().asJson(keyed(rows)));
            case yaml ->
                terminal.out()
                        .print(cluster.client().getKubernetesSerialization().asYaml(keyed(rows)));
            default -> Table.lines(columns, rows).forEach(terminal.out()::println);
        }
    }

    private static List<Map<String, Object>> keyed(List<Map<String, Object>> rows) {
        return rows.stream().map(Rows::keyed).toList();
    }

    private static Map<String, Object> keyed(Map<String, Object> row) {
        Map<String, Object> keyed = new LinkedHashMap<>();
        row.forEach((column, value) -> keyed.put(key(column), value));
        return keyed;
    }

    /** Whether a person reads it, and not a program. */
    boolean isForPeople() {
        return this == table || this == list;
    }

    /** The key of a column in Dapr's JSON: {@code APP ID} is {@code appId}. */
    static String key(String column) {
        StringBuilder key = new StringBuilder();
        for (String word : column.toLowerCase(Locale.ROOT).split("[ -]")) {
            key.append(key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return key.toString();
    }
}
