package dev.inlay.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the manifests of an application all together and makes definitions of them. Connects to nothing. Finds every
 * fault that can be found before secrets are known.
 */
final class ComponentPlan {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentPlan.class);

    /** The secret store that is meant where a manifest names none: the one that Dapr has built in on Kubernetes. */
    static final String DEFAULT_SECRET_STORE = "kubernetes";

    private final AppIdentity app;
    private final FactoryCatalog catalog;
    private final MetadataResolver resolver;
    private final Function<ComponentDefinition, ComponentContext> provisionalContext;
    private final List<Fault> faults = new ArrayList<>();

    ComponentPlan(
            AppIdentity app,
            FactoryCatalog catalog,
            MetadataResolver resolver,
            Function<ComponentDefinition, ComponentContext> provisionalContext) {
        this.app = app;
        this.catalog = catalog;
        this.resolver = resolver;
        this.provisionalContext = provisionalContext;
    }

    /**
     * The components of these manifests that are meant for the application and not denied, in their order.
     *
     * @throws InvalidManifestException with every fault of all of them
     */
    List<ComponentDefinition> define(List<ComponentManifest> manifests, List<String> denied) {
        Map<String, ComponentManifest> byName = new LinkedHashMap<>();
        for (ComponentManifest manifest : manifests) {
            if (isInScope(manifest) && isAllowed(manifest, denied)) {
                addUnlessDuplicate(manifest, byName);
            }
        }
        Map<String, ComponentDefinition> definitions = new LinkedHashMap<>();
        for (ComponentManifest manifest : byName.values()) {
            ComponentDefinition definition = define(manifest, byName);
            if (definition != null) {
                definitions.put(manifest.name(), definition);
            }
        }
        checkForCycles(definitions);
        if (!faults.isEmpty()) {
            throw new InvalidManifestException(faults);
        }
        return List.copyOf(definitions.values());
    }

    private boolean isInScope(ComponentManifest manifest) {
        return manifest.scopes().isEmpty() || manifest.scopes().contains(app.appId());
    }

    private static boolean isAllowed(ComponentManifest manifest, List<String> denied) {
        String typeAndVersion = manifest.type() + "/" + FactoryCatalog.canonical(manifest.version());
        for (String entry : denied) {
            if (entry.equalsIgnoreCase(manifest.type()) || entry.equalsIgnoreCase(typeAndVersion)) {
                LOG.warn(
                        "component '{}' cannot be loaded because components of type '{}' are not allowed (denied by"
                                + " spec.components.deny of a Configuration)",
                        manifest.name(),
                        manifest.displayName());
                return false;
            }
        }
        return true;
    }

    private void addUnlessDuplicate(ComponentManifest manifest, Map<String, ComponentManifest> byName) {
        ComponentManifest first = byName.putIfAbsent(manifest.name(), manifest);
        if (first != null) {
            faults.add(new Fault(
                    manifest.source(),
                    "",
                    "component " + manifest.displayName() + " is already defined as " + first.displayName() + " in "
                            + first.source() + " (expected: one definition; rename or delete one)"));
        }
    }

    private @Nullable ComponentDefinition define(ComponentManifest manifest, Map<String, ComponentManifest> byName) {
        int before = faults.size();
        Map<String, String> values = resolver.resolve(manifest, faults);
        List<MetadataItem.SecretKeyRef> secrets = manifest.metadata().stream()
                .filter(MetadataItem.SecretKeyRef.class::isInstance)
                .map(MetadataItem.SecretKeyRef.class::cast)
                .toList();
        String secretStore = secrets.isEmpty() ? "" : secretStore(manifest, secrets.get(0), byName);
        ComponentFactory factory = catalog.find(manifest.type(), manifest.version());
        if (factory == null) {
            faults.add(catalog.whyUnknown(manifest));
            return null;
        }
        List<MetadataField> fields = hidingSecrets(manifest, CategoryFields.of(factory));
        if (!factory.takesOtherFields()) {
            warnOfUnknownFields(manifest, fields);
        }
        ComponentDefinition definition =
                new ComponentDefinition(manifest, factory, fields, values, secrets, secretStore);
        ComponentMetadata.faults(definition.fieldsWithoutSecrets(), values)
                .forEach(fault -> faults.add(new Fault(
                        manifest.source(), manifest.fieldPath(fault.field()), fault.problem(), fault.inDaprsWords())));
        if (faults.size() == before && !definition.needsSecrets()) {
            checkAsWhole(definition);
        }
        return definition;
    }

    /** The values of secrets that have been looked up already do not stand in messages. */
    private static List<MetadataField> hidingSecrets(ComponentManifest manifest, List<MetadataField> fields) {
        Set<String> secrets = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        manifest.metadata().stream()
                .filter(MetadataItem.Secret.class::isInstance)
                .forEach(item -> secrets.add(item.name()));
        return secrets.isEmpty()
                ? fields
                : fields.stream()
                        .map(field -> ComponentDefinition.isAmong(field, secrets) ? field.asSensitive() : field)
                        .toList();
    }

    private void checkAsWhole(ComponentDefinition definition) {
        try {
            definition.factory().create(provisionalContext.apply(definition));
        } catch (InvalidComponentException e) {
            ComponentManifest manifest = definition.manifest();
            faults.add(new Fault(manifest.source(), "", "component " + manifest.displayName() + ": " + e.getMessage()));
        }
    }

    private static void warnOfUnknownFields(ComponentManifest manifest, List<MetadataField> fields) {
        Map<String, String> names = new LinkedHashMap<>();
        manifest.metadata().forEach(item -> names.put(item.name(), ""));
        List<String> known = fields.stream().map(MetadataField::name).toList();
        for (String unknown : ComponentMetadata.unknown(fields, names)) {
            LOG.warn(
                    "component {} does not know {} and ignores it{} ({})",
                    manifest.displayName(),
                    manifest.fieldPath(unknown),
                    Nearest.hint(unknown, known),
                    manifest.source());
        }
    }

    /** The name of the store that a manifest's secrets are in; a fault if it is not there. */
    private String secretStore(
            ComponentManifest manifest, MetadataItem.SecretKeyRef reference, Map<String, ComponentManifest> byName) {
        String name = manifest.secretStore().isEmpty() ? DEFAULT_SECRET_STORE : manifest.secretStore();
        ComponentManifest store = byName.get(name);
        if (store != null && FactoryCatalog.category(store.type()).equals(SecretSource.CATEGORY)) {
            return name;
        }
        String problem;
        if (manifest.secretStore().isEmpty()) {
            problem = "is missing, but " + manifest.fieldPath(reference.name()) + " refers to the secret '"
                    + reference.secret() + "'";
        } else if (store != null) {
            problem = "names '" + name + "', which is no secret store but " + store.displayName();
        } else {
            problem = "names '" + name + "', which is not defined" + Nearest.hint(name, byName.keySet());
        }
        List<String> stores = byName.values().stream()
                .filter(other -> FactoryCatalog.category(other.type()).equals(SecretSource.CATEGORY))
                .map(ComponentManifest::name)
                .toList();
        String expected = stores.isEmpty()
                ? "the name of a secret store component; none is defined"
                : "the name of a secret store component: " + String.join(", ", stores);
        faults.add(new Fault(manifest.source(), "auth.secretStore", problem + " (expected: " + expected + ")"));
        return "";
    }

    /** Secret stores may take their own credentials from other secret stores, but not in a circle. */
    private void checkForCycles(Map<String, ComponentDefinition> definitions) {
        Set<String> reported = new LinkedHashSet<>();
        for (ComponentDefinition start : definitions.values()) {
            Set<String> path = new LinkedHashSet<>();
            String name = start.manifest().name();
            while (!name.isEmpty() && path.add(name)) {
                ComponentDefinition next = definitions.get(name);
                name = next == null ? "" : next.secretStore();
            }
            boolean isCircle = name.equals(start.manifest().name());
            if (isCircle && reported.stream().noneMatch(path::contains)) {
                reported.addAll(path);
                faults.add(new Fault(
                        start.manifest().source(),
                        "auth.secretStore",
                        "secret stores need one another's secrets: " + String.join(" needs ", path) + " needs " + name
                                + " (expected: one of them without secretKeyRef)"));
            }
        }
    }
}
