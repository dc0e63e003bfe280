package dev.inlay.controlplane.sentry;

import dev.inlay.identity.SpiffeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names of hosts by which services of the control plane are reached, for their certificates.
 *
 * @param namespace of the control plane
 * @param clusterDomain the last part of names in the cluster, as {@code cluster.local}
 */
record ServiceHosts(String namespace, String clusterDomain) {

    private static final Path RESOLVER = Path.of("/etc/resolv.conf");
    private static final String SERVICES = "svc.";
    private static final int SCHEDULERS = 3;

    /** The names of this program; none if it is no service of the control plane. */
    List<String> of(SpiffeId id) {
        if (!id.namespace().equals(namespace)) {
            return List.of();
        }
        return switch (id.appId()) {
            case "dapr-injector" -> List.of("dapr-sidecar-injector." + namespace + ".svc");
            case "dapr-operator" -> List.of("dapr-webhook." + namespace + ".svc");
            case "dapr-scheduler" ->
                IntStream.range(0, SCHEDULERS)
                        .mapToObj(each -> "dapr-scheduler-server-" + each + ".dapr-scheduler-server." + namespace
                                + ".svc." + clusterDomain)
                        .toList();
            default -> List.of();
        };
    }

    /** The domain of the cluster as the resolver of this pod searches it. */
    static String clusterDomain(String otherwise) {
        try {
            return Files.readAllLines(RESOLVER).stream()
                    .filter(line -> line.startsWith("search"))
                    .flatMap(line -> Stream.of(line.split("\\s+")))
                    .filter(domain -> domain.startsWith(SERVICES))
                    .map(domain -> domain.substring(SERVICES.length()))
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException none) {
            return otherwise;
        }
    }
}
