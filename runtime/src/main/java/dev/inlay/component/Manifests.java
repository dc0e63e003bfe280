package dev.inlay.component;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What manifests say at one moment, as far as it is meant for one application.
 *
 * @param configurations the Configurations that were named as such; later ones override earlier ones
 * @param resources everything else, and Configurations that lie beside it
 */
public record Manifests(List<Resource> configurations, List<Resource> resources) {

    public Manifests {
        configurations = List.copyOf(configurations);
        resources = List.copyOf(resources);
    }

    /**
     * Reads files and folders, so not for an event loop.
     *
     * @param resourcesPaths folders (or files) with manifests
     * @param configPaths files with Configurations
     * @throws InvalidManifestException with every fault of all of them
     */
    public static Manifests read(AppIdentity app, List<Path> resourcesPaths, List<Path> configPaths) {
        ResourceLoader loader = new ResourceLoader(app);
        List<Resource> resources = loader.load(resourcesPaths);
        return new Manifests(loader.load(configPaths), resources);
    }

    /** All of them, the Configurations that were named first. */
    public List<Resource> all() {
        List<Resource> all = new ArrayList<>(configurations);
        all.addAll(resources);
        return all;
    }

    /** The same Configurations with other resources. */
    public Manifests withResources(List<Resource> others) {
        return new Manifests(configurations, others);
    }
}
