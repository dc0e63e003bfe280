package dev.inlay.wire;

import dev.inlay.testkit.wire.HttpWireKit;
import dev.inlay.testkit.wire.WireSetup;
import dev.inlay.testkit.wire.WireTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP head over a runtime in this process. */
class InlayHttpWireTests extends HttpWireKit {

    @TempDir
    private Path folder;

    @Override
    protected WireTarget start(WireSetup setup) throws IOException {
        return new InlayTarget(Files.createTempDirectory(folder, "inlay"), setup);
    }
}
