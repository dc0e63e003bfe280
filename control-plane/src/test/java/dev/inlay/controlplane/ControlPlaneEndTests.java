package dev.inlay.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneEndTests {

    private static final int UNAVAILABLE = 503;

    @Test
    void aRoleThatWaitsForSentryStillEndsInOrderWhenItIsTold(@TempDir Path folder) throws IOException {
        try (RehearsalCluster cluster = new RehearsalCluster();
                ServerSocket silentSentry = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cluster.put(
                    "apis/dapr.io/v1alpha1/namespaces/default/configurations/daprsystem",
                    RehearsalCluster.configuration("127.0.0.1:" + silentSentry.getLocalPort()));
            RunningControlPlane operator = new RunningControlPlane(
                    cluster, folder, List.of("--role=operator", "--trust-anchors-file=" + folder.resolve("none")));
            operator.awaitHealth(UNAVAILABLE);

            operator.end();
        }
    }
}
