package dev.inlay;

import dev.inlay.access.AccessControl;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentRegistry;
import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import dev.inlay.component.Manifests;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceValues;
import dev.inlay.invoke.HttpEndpoints;
import dev.inlay.message.MessageFilter;
import dev.inlay.metadata.DefaultMetadata;
import dev.inlay.middleware.Pipelines;
import dev.inlay.resiliency.ConfiguredPolicies;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.secret.SecretScopes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime is made of, read from manifests and checked.
 *
 * @param components its components as they are described, in manifests and elsewhere
 * @param registry the same components, managed
 * @param nameResolver the component name of the name resolver; null if there is none
 * @param policies its resiliency policies
 * @param secretScopes which secrets the application may read
 * @param access which calls of others are let in
 * @param endpoints the services outside that can be called in the place of an application
 * @param named the resources that are told of by name
 * @param reloads whether changed manifests are brought in while it runs
 */
record RuntimeParts(
        List<ComponentManifest> components,
        ComponentRegistry registry,
        @Nullable String nameResolver,
        ResiliencyPolicies policies,
        SecretScopes secretScopes,
        AccessControl access,
        HttpEndpoints endpoints,
        DefaultMetadata.Resources named,
        boolean reloads) {

    /**
     * The parts of these manifests. Connects to nothing.
     *
     * @throws InvalidManifestException with every fault of all of them
     */
    static RuntimeParts of(InlayRuntimes.Builder builder, Manifests manifests) {
        List<Resource> resources = manifests.resources();
        ConfigurationManifest configuration = ConfigurationManifest.of(manifests.all());

        List<Fault> faults = new ArrayList<>();
        SecretScopes secretScopes = SecretScopes.of(configuration, faults);
        AccessControl access = AccessControl.of(configuration, builder.speaksHttp, faults);
        boolean reloads = configuration.enables("HotReload", true, faults);
        ComponentManifest nameResolver = nameResolver(configuration, builder);
        List<ComponentManifest> components = sound(faults, () -> components(builder, resources, nameResolver));
        ComponentRegistry registry =
                components == null ? null : sound(faults, () -> registry(builder, configuration, components));
        ResiliencyPolicies policies = sound(faults, () -> policies(builder, resources));
        Pipelines pipelines = registry == null ? null : sound(faults, () -> Pipelines.of(configuration, registry));
        HttpEndpoints endpoints = registry == null || pipelines == null
                ? null
                : endpoints(builder, resources, registry, pipelines.app(), faults);
        if (components == null || registry == null || policies == null || endpoints == null || !faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return new RuntimeParts(
                components,
                registry,
                nameResolver == null ? null : nameResolver.name(),
                policies,
                secretScopes,
                access,
                endpoints,
                named(resources, reloads),
                reloads);
    }

    /** A part, or null and its faults: those of the other parts are to be told with them. */
    private static <T> @Nullable T sound(List<Fault> faults, Supplier<T> part) {
        try {
            return part.get();
        } catch (InvalidManifestException e) {
            faults.addAll(e.faults());
            return null;
        }
    }

    private static @Nullable ComponentManifest nameResolver(
            ConfigurationManifest configuration, InlayRuntimes.Builder builder) {
        ConfigurationManifest.NameResolution chosen = configuration.nameResolution();
        return chosen == null ? builder.nameResolver : chosen.asComponent();
    }

    private static List<ComponentManifest> components(
            InlayRuntimes.Builder builder, List<Resource> resources, @Nullable ComponentManifest nameResolver) {
        List<ComponentManifest> components = new ArrayList<>(ComponentManifest.allOf(resources));
        components.addAll(builder.components);
        Set<String> names = new HashSet<>();
        components.forEach(component -> names.add(component.name()));
        builder.defaults.stream()
                .filter(component -> names.add(component.name()))
                .forEach(components::add);
        if (nameResolver != null) {
            components.add(nameResolver);
        }
        return components;
    }

    private static ComponentRegistry registry(
            InlayRuntimes.Builder builder, ConfigurationManifest configuration, List<ComponentManifest> components) {
        return ComponentRegistry.builder(builder.options.app(), builder.time, builder.codec)
                .factories(builder.factories)
                .manifests(components)
                .denied(configuration.deniedComponents())
                .environment(builder.environment)
                .listener(builder.initListener())
                .build();
    }

    private static ResiliencyPolicies policies(InlayRuntimes.Builder builder, List<Resource> resources) {
        return ConfiguredPolicies.of(
                resources.stream()
                        .filter(resource -> resource.kind().equals("Resiliency"))
                        .toList(),
                builder.circuitBreakers,
                builder.retries,
                builder.timeLimiters,
                builder.policyListener(),
                builder.time);
    }

    private static DefaultMetadata.Resources named(List<Resource> resources, boolean reloads) {
        return new DefaultMetadata.Resources(
                reloads ? List.of("HotReload") : List.of(),
                names(resources, "HTTPEndpoint"),
                names(resources, "Resiliency"));
    }

    private static List<String> names(List<Resource> resources, String kind) {
        return resources.stream()
                .filter(resource -> resource.kind().equals(kind))
                .map(Resource::name)
                .toList();
    }

    private static HttpEndpoints endpoints(
            InlayRuntimes.Builder builder,
            List<Resource> resources,
            ComponentRegistry registry,
            MessageFilter pipeline,
            List<Fault> faults) {
        return HttpEndpoints.of(
                resources,
                values(builder, registry),
                endpoint -> request -> pipeline.filter(request, endpoint::invoke),
                faults);
    }

    /** Where the values of resources that are no components come from. */
    static ResourceValues values(InlayRuntimes.Builder builder, ComponentRegistry registry) {
        return new ResourceValues(builder.options.app(), registry, builder.environment);
    }
}
