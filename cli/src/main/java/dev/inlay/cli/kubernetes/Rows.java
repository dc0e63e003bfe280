package dev.inlay.cli.kubernetes;

import dev.inlay.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;

/** How rows are printed. */
enum Rows {
    table,
    list,
    json,
    yaml;

    void print(Terminal terminal, Cluster cluster, List<String> columns, List<Map<String, String>> rows) {
        switch (this) {
            case json ->
                terminal.out()
                        .println(cluster.client().getKubernetesSerialization().asJson(rows));
            case yaml ->
                terminal.out()
                        .print(cluster.client().getKubernetesSerialization().asYaml(rows));
            default -> Table.lines(columns, rows).forEach(terminal.out()::println);
        }
    }
}
