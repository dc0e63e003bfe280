package dev.inlay.component.sqlite.name;

import dev.inlay.testkit.peer.DaprdNeighbourKit;
import java.nio.file.Path;

/** daprd and the runtime find each other by one SQLite file. */
class DaprdNeighbourTests extends DaprdNeighbourKit {

    @Override
    protected String nameResolution(Path folder) {
        return "{component: sqlite, version: v1, configuration: {connectionString: \"%s\"}}"
                .formatted(folder.resolve("names.db"));
    }
}
