package dev.inlay.cli.run;

import java.nio.file.Path;
import java.util.List;

/**
 * A multi-app template as it was read.
 *
 * @param source the file, or the working directory when the template came from standard input
 * @param name the template's name; empty when it has none
 * @param common what holds for every application that does not say otherwise
 */
record RunTemplate(Path source, String name, Section common, List<Section> apps) {

    RunTemplate {
        apps = List.copyOf(apps);
    }
}
