package dev.inlay.component.mdns;

import dev.inlay.testkit.peer.DaprdNeighbourKit;
import java.io.IOException;
import java.nio.file.Path;

/** daprd and the runtime find each other by multicast DNS. */
class DaprdNeighbourTests extends DaprdNeighbourKit {

    @Override
    protected String nameResolution(Path folder) throws IOException {
        Multicast.assumeWorksOn(Multicast::isOutside, "network interface to the outside");
        return "{component: mdns, version: v1}";
    }
}
