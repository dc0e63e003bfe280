package dev.inlay.api.tests;

import java.nio.file.Path;

/** Our runtime with {@code state.in-memory}. */
class InMemoryDaprServiceTests extends DaprServiceContract {

    @Override
    ApiTarget start(Path folder) {
        return new EmbeddedTarget.Setup("app", folder)
                .store("statestore", "state.in-memory")
                .start()
                .opened();
    }

    @Override
    boolean canSearch() {
        return true;
    }
}
