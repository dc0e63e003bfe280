package dev.inlay.component.kubernetes;

import dev.inlay.component.InvalidComponentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a process in a pod reaches the API server of its cluster.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param token the file with the service account's token, which Kubernetes replaces from time to time
 * @param roots the file with the roots that vouch for the API server
 */
record ClusterAccess(String host, String port, Path token, Path roots) {

    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /** As Kubernetes tells every pod. */
    static ClusterAccess inCluster(UnaryOperator<@Nullable String> environment) {
        return of(environment, SERVICE_ACCOUNT);
    }

    static ClusterAccess of(UnaryOperator<@Nullable String> environment, Path serviceAccount) {
        String host = environment.apply("KUBERNETES_SERVICE_HOST");
        String port = environment.apply("KUBERNETES_SERVICE_PORT");
        if (host == null || host.isEmpty() || port == null || port.isEmpty()) {
            throw new InvalidComponentException(
                    "this process does not run in a Kubernetes cluster: KUBERNETES_SERVICE_HOST and"
                            + " KUBERNETES_SERVICE_PORT are not both set (expected: a pod; elsewhere leave the store of"
                            + " Kubernetes' secrets out with --disable-builtin-k8s-secret-store)");
        }
        return new ClusterAccess(host, port, serviceAccount.resolve("token"), serviceAccount.resolve("ca.crt"));
    }

    /** Whether token and roots are there; reads files. */
    void check() {
        for (Path file : new Path[] {token, roots}) {
            if (!Files.isReadable(file)) {
                throw new InvalidComponentException("the service account's file " + file
                        + " cannot be read (expected: a pod whose service account token is mounted, that is, without"
                        + " automountServiceAccountToken: false)");
            }
        }
    }

    String baseUrl() {
        return "https://" + address();
    }

    String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
