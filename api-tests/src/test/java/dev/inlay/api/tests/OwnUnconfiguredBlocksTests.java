package dev.inlay.api.tests;

import java.nio.file.Path;

/** Our runtime. */
class OwnUnconfiguredBlocksTests extends UnconfiguredBlocksContract {

    @Override
    ApiTarget start(Path folder) {
        return new EmbeddedTarget.Setup("app", folder).start().opened();
    }
}
