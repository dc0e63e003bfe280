package dev.inlay;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceLoader;
import dev.inlay.metadata.DefaultMetadata;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.ResiliencyPolicies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime is made of, read from manifests and checked.
 *
 * @param registry its components, the name resolver among them
 * @param nameResolver the component name of the name resolver; null if there is none
 * @param policies its resiliency policies
 * @param named the resources that are told of by name
 */
record RuntimeParts(
        ComponentRegistry registry,
        @Nullable String nameResolver,
        ResiliencyPolicies policies,
        DefaultMetadata.Resources named) {

    static RuntimeParts read(InlayRuntimes.Builder builder) {
        RuntimeOptions options = builder.options;
        ResourceLoader loader = new ResourceLoader(options.app());
        List<Resource> resources = loader.load(options.resourcesPaths());
        List<Resource> configurations = new ArrayList<>(loader.load(options.configPaths()));
        configurations.addAll(resources);
        ConfigurationManifest configuration = ConfigurationManifest.of(configurations);

        List<ComponentManifest> components = new ArrayList<>(ComponentManifest.allOf(resources));
        components.addAll(builder.components);
        addMissing(components, builder.defaults);
        ConfigurationManifest.NameResolution chosen = configuration.nameResolution();
        ComponentManifest nameResolver = chosen == null ? builder.nameResolver : chosen.asComponent();
        if (nameResolver != null) {
            components.add(nameResolver);
        }

        ComponentRegistry registry = ComponentRegistry.builder(options.app(), builder.time, builder.codec)
                .factories(builder.factories)
                .manifests(components)
                .denied(configuration.deniedComponents())
                .environment(builder.environment)
                .build();
        ResiliencyPolicies policies = ConfiguredPolicies.of(
                resources.stream()
                        .filter(resource -> resource.kind().equals("Resiliency"))
                        .toList(),
                builder.circuitBreakers,
                builder.retries,
                builder.timeLimiters,
                builder.time);
        DefaultMetadata.Resources named = new DefaultMetadata.Resources(
                List.of(), names(resources, "HTTPEndpoint"), names(resources, "Resiliency"));
        return new RuntimeParts(registry, nameResolver == null ? null : nameResolver.name(), policies, named);
    }

    private static List<String> names(List<Resource> resources, String kind) {
        return resources.stream()
                .filter(resource -> resource.kind().equals(kind))
                .map(Resource::name)
                .toList();
    }

    private static void addMissing(List<ComponentManifest> components, List<ComponentManifest> defaults) {
        Set<String> names = new HashSet<>();
        components.forEach(component -> names.add(component.name()));
        defaults.stream().filter(component -> names.add(component.name())).forEach(components::add);
    }
}
