package dev.inlay.secret;

import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.component.ManifestFields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which secrets an application may read: {@code spec.secrets.scopes} of its Configuration. They hold for what the
 * application asks for, not for the references in manifests. Immutable.
 */
public final class SecretScopes {

    private static final String ALLOW = "allow";
    private static final String DENY = "deny";

    private static final SecretScopes NONE = new SecretScopes(Map.of());

    private final Map<String, Scope> byStore;

    /**
     * What holds for one store.
     *
     * @param allowed the only secrets that may be read, if not empty; the other two do not count then
     * @param denied secrets that may not be read
     * @param allowsOthers whether secrets may be read that are not denied
     */
    private record Scope(Set<String> allowed, Set<String> denied, boolean allowsOthers) {
        boolean allows(String name) {
            return allowed.isEmpty() ? allowsOthers && !denied.contains(name) : allowed.contains(name);
        }
    }

    private SecretScopes(Map<String, Scope> byStore) {
        this.byStore = Map.copyOf(byStore);
    }

    /** Every secret may be read. */
    public static SecretScopes none() {
        return NONE;
    }

    /**
     * The scopes in a Configuration.
     *
     * @param faults what is wrong is added here: a store without name or named twice, an access other than allow or deny
     */
    public static SecretScopes of(ConfigurationManifest configuration, List<Fault> faults) {
        Map<String, Scope> byStore = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (ManifestFields fields :
                configuration.fields(faults).child("secrets").items("scopes")) {
            String store = fields.requiredText("storeName", "vault");
            if (!store.isBlank() && !named.add(store)) {
                fields.fault("storeName", "'" + store + "' is repeated (expected: one scope for each store)");
            }
            byStore.put(store, scope(fields));
        }
        return byStore.isEmpty() ? NONE : new SecretScopes(byStore);
    }

    private static Scope scope(ManifestFields fields) {
        String access = fields.text("defaultAccess").toLowerCase(Locale.ROOT);
        if (!access.isEmpty() && !access.equals(ALLOW) && !access.equals(DENY)) {
            fields.fault(
                    "defaultAccess", "is '" + fields.text("defaultAccess") + "' (expected: allow, deny, or nothing)");
        }
        return new Scope(
                Set.copyOf(fields.texts("allowedSecrets")),
                Set.copyOf(fields.texts("deniedSecrets")),
                !access.equals(DENY));
    }

    /** Whether this secret of this store may be read. */
    boolean allows(String store, String name) {
        Scope scope = byStore.get(store);
        return scope == null || scope.allows(name);
    }
}
