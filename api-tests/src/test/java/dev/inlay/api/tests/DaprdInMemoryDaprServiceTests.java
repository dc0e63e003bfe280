package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.Map;

/** daprd with {@code state.in-memory}: that we promise what it keeps. */
class DaprdInMemoryDaprServiceTests extends DaprServiceContract {

    @Override
    ApiTarget start(Path folder) {
        return DaprdTarget.start("app", folder, Map.of("statestore", "state.in-memory"), Map.of());
    }
}
