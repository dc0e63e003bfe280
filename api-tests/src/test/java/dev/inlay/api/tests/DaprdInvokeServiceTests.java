package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** daprd calls its own application: that we promise what it keeps. */
class DaprdInvokeServiceTests extends InvokeServiceContract {

    @Override
    List<ApiTarget> start(Path folder) {
        return List.of(DaprdTarget.start("app", folder, Map.of(), Map.of(), "--app-port=" + app.port()));
    }
}
