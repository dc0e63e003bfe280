package dev.inlay.component;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that manifests may refer to. Dapr keeps its own variables to itself; {@code DAPR_ENV_KEYS},
 * if set, lists the only ones that are open.
 *
 * @param variables the process's environment, or what stands for it
 */
record OpenEnvironment(Function<String, @Nullable String> variables) {

    boolean isOpen(String variable) {
        String upper = variable.toUpperCase(Locale.ROOT);
        if (variable.isEmpty()
                || variable.contains(" ")
                || upper.equals("APP_API_TOKEN")
                || upper.startsWith("DAPR_")) {
            return false;
        }
        String open = variables.apply("DAPR_ENV_KEYS");
        return open == null || open.isEmpty() || Arrays.asList(open.split(" ")).contains(variable);
    }

    /** The variable's value; empty if it has none or is not open. */
    String value(String variable) {
        String value = isOpen(variable) ? variables.apply(variable) : null;
        return value == null ? "" : value;
    }
}
