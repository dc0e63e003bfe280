package dev.inlay.wire;

import dev.inlay.testkit.wire.HttpWireKit;
import dev.inlay.testkit.wire.ProcessTarget;
import dev.inlay.testkit.wire.WireSetup;
import dev.inlay.testkit.wire.WireTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Proves the expectations: Dapr's own program must meet them, too. */
@EnabledIfEnvironmentVariable(
        named = "DAPR_BIN",
        matches = ".+",
        disabledReason = "DAPR_BIN does not name the executable of daprd, so the expectations are not compared with it")
class DaprdHttpWireTests extends HttpWireKit {

    @TempDir
    private Path folder;

    @Override
    protected boolean isDaprd() {
        return true;
    }

    @Override
    protected WireTarget start(WireSetup setup) throws IOException {
        return new ProcessTarget(List.of(System.getenv("DAPR_BIN")), Files.createTempDirectory(folder, "daprd"), setup);
    }
}
