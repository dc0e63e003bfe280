package dev.inlay.cli.run;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One application, checked and ready to be started.
 *
 * @param directory where it runs
 * @param command the program (absolute) and its arguments
 * @param environment what is added to this process's own environment
 */
record AppPlan(
        String appId,
        Path directory,
        List<String> command,
        Map<String, String> environment,
        LogDestination logDestination) {

    AppPlan {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
