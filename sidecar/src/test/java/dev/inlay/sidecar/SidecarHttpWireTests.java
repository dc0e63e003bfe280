package dev.inlay.sidecar;

import dev.inlay.testkit.wire.HttpWireKit;
import dev.inlay.testkit.wire.ProcessTarget;
import dev.inlay.testkit.wire.WireSetup;
import dev.inlay.testkit.wire.WireTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API of the sidecar, as a process of its own. */
class SidecarHttpWireTests extends HttpWireKit {

    @TempDir
    private Path folder;

    @Override
    protected WireTarget start(WireSetup setup) throws IOException {
        List<String> program = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Daprd.class.getName());
        return new ProcessTarget(program, Files.createTempDirectory(folder, "sidecar"), setup);
    }
}
