package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.annotation.PodAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The volumes of a pod: what it has, and what is added to it. Not thread-safe. */
final class PodVolumes {

    static final String TOKEN = "dapr-identity-token";
    static final String TOKEN_FOLDER = "/var/run/secrets/dapr.io/sentrytoken";
    static final String API_SOCKETS = "dapr-unix-domain-socket";
    static final String COMPONENT_SOCKETS = "dapr-components-unix-domain-socket";

    private static final String PATH = "/spec/volumes";

    /** How long a token is good for, in seconds; the kubelet renews it. */
    private static final long TOKEN_SECONDS = 7200;

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> present = new LinkedHashSet<>();

    PodVolumes(Pod pod) {
        pod.getSpec().getVolumes().forEach(volume -> present.add(volume.getName()));
        names.addAll(present);
    }

    /** The volume with a token that sentry accepts. */
    static Volume token(String audience) {
        return new VolumeBuilder()
                .withName(TOKEN)
                .withNewProjected()
                .withDefaultMode(0644)
                .addNewSource()
                .withNewServiceAccountToken(audience, TOKEN_SECONDS, "token")
                .endSource()
                .endProjected()
                .build();
    }

    static VolumeMount tokenMount() {
        return new VolumeMountBuilder()
                .withName(TOKEN)
                .withMountPath(TOKEN_FOLDER)
                .withReadOnly(true)
                .build();
    }

    /** A folder in memory for the sockets of the API. */
    static Volume apiSockets() {
        return new VolumeBuilder()
                .withName(API_SOCKETS)
                .withNewEmptyDir()
                .withMedium("Memory")
                .endEmptyDir()
                .build();
    }

    static Volume emptyFolder(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    static VolumeMount mount(String name, String folder) {
        return new VolumeMountBuilder().withName(name).withMountPath(folder).build();
    }

    /** Mounts as an annotation lists them, {@code volume:/folder,…}; only volumes that the pod has. */
    List<VolumeMount> annotated(String text, boolean readOnly, PodAnnotations annotations) {
        List<VolumeMount> mounts = new ArrayList<>();
        for (String item : text.split(",")) {
            String[] parts = item.strip().split(":", -1);
            if (parts.length != 2) {
                continue;
            }
            if (!present.contains(parts[0])) {
                annotations.warn("Volume '" + parts[0] + "' of a volume mount is not in the pod and is left out"
                        + " (expected: one of " + present + ")");
                continue;
            }
            VolumeMountBuilder mount =
                    new VolumeMountBuilder().withName(parts[0]).withMountPath(parts[1]);
            mounts.add(readOnly ? mount.withReadOnly(true).build() : mount.build());
        }
        return mounts;
    }

    /** Adds volumes to the pod; those whose name is taken stay as they are. */
    void addAll(List<Volume> volumes, JsonPatch patch) {
        if (names.isEmpty() && !volumes.isEmpty()) {
            patch.add(PATH, volumes);
            volumes.forEach(volume -> names.add(volume.getName()));
            return;
        }
        for (Volume volume : volumes) {
            if (names.add(volume.getName())) {
                patch.add(PATH + "/-", volume);
            }
        }
    }
}
