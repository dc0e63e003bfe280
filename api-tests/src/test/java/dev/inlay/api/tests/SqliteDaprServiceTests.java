package dev.inlay.api.tests;

import java.nio.file.Path;

/** Our runtime with {@code state.sqlite}. */
class SqliteDaprServiceTests extends DaprServiceContract {

    @Override
    ApiTarget start(Path folder) {
        return new EmbeddedTarget.Setup("app", folder)
                .store("statestore", "state.sqlite")
                .start()
                .opened();
    }
}
