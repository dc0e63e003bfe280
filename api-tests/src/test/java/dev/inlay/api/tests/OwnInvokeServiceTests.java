package dev.inlay.api.tests;

import java.nio.file.Path;
import java.util.List;

/** Our runtime calls its own application. */
class OwnInvokeServiceTests extends InvokeServiceContract {

    @Override
    List<ApiTarget> start(Path folder) {
        return List.of(
                new EmbeddedTarget.Setup("app", folder).application(app).start().opened());
    }
}
