package dev.inlay.e2e;

/** Dapr's hello-kubernetes, as it is published. */
final class Samples {

    private Samples() {}

    /** A manifest of hello-kubernetes, unmodified but for the pull policy: the images are on the node already. */
    static String manifest(String name) {
        return Cluster.read(Setting.samples().resolve("hello-kubernetes/deploy").resolve(name))
                .replace("imagePullPolicy: Always", "imagePullPolicy: IfNotPresent")
                .replaceAll(
                        "(?m)^( +)(image: ghcr.io/dapr/samples/hello-k8s-python:latest)$",
                        "$1$2\n$1imagePullPolicy: IfNotPresent");
    }
}
