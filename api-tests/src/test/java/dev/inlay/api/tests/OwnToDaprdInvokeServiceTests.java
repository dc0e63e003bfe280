package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Our runtime calls the application of a daprd. */
class OwnToDaprdInvokeServiceTests extends InvokeServiceContract {

    @Override
    List<ApiTarget> start(Path folder) {
        DaprdTarget callee = DaprdTarget.start("app", folder, Map.of(), Map.of(), "--app-port=" + app.port());
        ApiTarget caller = new EmbeddedTarget.Setup("caller", folder.resolve("own"))
                .knows("app", callee.internalPort())
                .start()
                .opened();
        return List.of(caller, callee);
    }
}
