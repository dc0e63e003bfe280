package dev.inlay.component.mdns;

import dev.inlay.testkit.peer.DaprdNeighbourKit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

/** daprd and the runtime find each other by multicast DNS. */
class DaprdNeighbourTests extends DaprdNeighbourKit {

    @BeforeAll
    static void multicastWorks() throws IOException {
        Multicast.assumeWorksOn(Multicast::isOutside, "network interface to the outside");
    }

    @Override
    protected String nameResolution(Path folder) {
        return "{component: mdns, version: v1}";
    }
}
