package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.Map;

/** daprd with {@code state.sqlite}: that we promise what it keeps. */
class DaprdSqliteDaprServiceTests extends DaprServiceContract {

    @Override
    ApiTarget start(Path folder) {
        return DaprdTarget.start("app", folder, Map.of("statestore", "state.sqlite"), Map.of());
    }
}
