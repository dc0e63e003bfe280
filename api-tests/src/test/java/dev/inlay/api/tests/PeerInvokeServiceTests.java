package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.List;

/** Our runtime calls the application of another of our runtimes. */
class PeerInvokeServiceTests extends InvokeServiceContract {

    @Override
    List<ApiTarget> start(Path folder) {
        ApiTarget callee =
                new EmbeddedTarget.Setup("app", folder).application(app).start().opened();
        return List.of(new EmbeddedTarget.Setup("caller", folder).start().opened(), callee);
    }
}
