package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** daprd calls the application of our runtime. */
class DaprdToOwnInvokeServiceTests extends InvokeServiceContract {

    @Override
    List<ApiTarget> start(Path folder) {
        ApiTarget callee =
                new EmbeddedTarget.Setup("app", folder).application(app).start().opened();
        return List.of(DaprdTarget.start("caller", folder, Map.of(), Map.of()), callee);
    }
}
