package dev.inlay;

import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceLoader;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.secret.SecretScopes;
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
 * @param secretScopes which secrets the application may read
 */
record RuntimeParts(
        ComponentRegistry registry,
        @Nullable String nameResolver,
        ResiliencyPolicies policies,
        SecretScopes secretScopes) {

    static RuntimeParts read(InlayRuntimes.Builder builder) {
        RuntimeOptions options = builder.options;
        ResourceLoader loader = new ResourceLoader(options.app());
        List<Resource> resources = loader.load(options.resourcesPaths());
        List<Resource> configurations = new ArrayList<>(loader.load(options.configPaths()));
        configurations.addAll(resources);
        ConfigurationManifest configuration = ConfigurationManifest.of(configurations);
        List<Fault> faults = new ArrayList<>();
        SecretScopes secretScopes = SecretScopes.of(configuration, faults);
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }

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
                builder.policyListener,
                builder.time);
        return new RuntimeParts(registry, nameResolver == null ? null : nameResolver.name(), policies, secretScopes);
    }

    private static void addMissing(List<ComponentManifest> components, List<ComponentManifest> defaults) {
        Set<String> names = new HashSet<>();
        components.forEach(component -> names.add(component.name()));
        defaults.stream().filter(component -> names.add(component.name())).forEach(components::add);
    }
}
