package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.Map;

/** daprd: that we answer what it answers. */
class DaprdUnconfiguredBlocksTests extends UnconfiguredBlocksContract {

    @Override
    ApiTarget start(Path folder) {
        return DaprdTarget.start("app", folder, Map.of(), Map.of());
    }
}
