package dev.inlay.controlplane.injector;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** Adds variables and mounts to the containers that a pod has. What a container sets itself wins. Not thread-safe. */
final class ContainerPatches {

    static final String PATH = "/spec/containers";

    private final List<Container> containers;

    /** For each container the mounts it has by now, as {@code name} and {@code :folder}. */
    private final List<Set<String>> mounted = new ArrayList<>();

    ContainerPatches(List<Container> containers) {
        this.containers = containers;
        for (Container container : containers) {
            Set<String> taken = new HashSet<>();
            container.getVolumeMounts().forEach(mount -> note(mount, taken));
            mounted.add(taken);
        }
    }

    void forEach(Predicate<Container> which, IntConsumer action) {
        for (int index = 0; index < containers.size(); index++) {
            if (which.test(containers.get(index))) {
                action.accept(index);
            }
        }
    }

    void addEnvironment(int index, List<EnvVar> variables, JsonPatch patch) {
        List<EnvVar> own = containers.get(index).getEnv();
        String path = PATH + "/" + index + "/env";
        if (own.isEmpty()) {
            patch.add(path, variables);
            return;
        }
        Set<String> names = new HashSet<>();
        own.forEach(variable -> names.add(variable.getName()));
        variables.stream()
                .filter(variable -> !names.contains(variable.getName()))
                .forEach(variable -> patch.add(path + "/-", variable));
    }

    void addMount(int index, VolumeMount mount, JsonPatch patch) {
        Set<String> taken = mounted.get(index);
        if (taken.contains(mount.getName()) || taken.contains(":" + mount.getMountPath())) {
            return;
        }
        String path = PATH + "/" + index + "/volumeMounts";
        if (taken.isEmpty()) {
            patch.add(path, List.of(mount));
        } else {
            patch.add(path + "/-", mount);
        }
        note(mount, taken);
    }

    private static void note(VolumeMount mount, Set<String> taken) {
        taken.add(mount.getName());
        taken.add(":" + mount.getMountPath());
    }
}
