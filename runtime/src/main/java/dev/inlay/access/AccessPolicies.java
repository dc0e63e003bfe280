package dev.inlay.access;

import dev.inlay.component.ManifestFields;
import dev.inlay.identity.SpiffeId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access control by policies for applications. In the order of their weight: the rule for the operation (and verb), the
 * default of the policy for the caller, the default of all.
 *
 * <p>A caller has a policy if app id, namespace and trust domain are all those of the policy. A caller whose identity is
 * not proven has none.
 */
final class AccessPolicies implements AccessControl {

    private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);

    private static final String ALLOW = "allow";
    private static final String DENY = "deny";

    private final boolean speaksHttp;
    private final boolean allowsByDefault;
    private final Map<SpiffeId, Policy> policies;

    /**
     * What holds for one caller.
     *
     * @param allowsByDefault what holds for operations without a rule; null for the default of all
     */
    private record Policy(@Nullable Boolean allowsByDefault, OperationTree operations) {}

    private AccessPolicies(boolean speaksHttp, boolean allowsByDefault, Map<SpiffeId, Policy> policies) {
        this.speaksHttp = speaksHttp;
        this.allowsByDefault = allowsByDefault;
        this.policies = Map.copyOf(policies);
    }

    /** The policies under {@code accessControl}. */
    static AccessControl read(ManifestFields fields, boolean speaksHttp) {
        Boolean allowsByDefault = action(fields, "defaultAction");
        Map<SpiffeId, Policy> policies = new HashMap<>();
        for (ManifestFields policy : fields.items("policies")) {
            SpiffeId caller = new SpiffeId(
                    policy.requiredText("trustDomain", "public"),
                    policy.requiredText("namespace", "default"),
                    policy.requiredText("appId", "order-service"));
            if (policies.put(caller, policy(policy, speaksHttp)) != null) {
                policy.fault("appId", "has two policies for " + caller + " (expected: one for each caller)");
            }
        }
        boolean isEmpty = policies.isEmpty()
                && allowsByDefault == null
                && fields.text("trustDomain").isEmpty();
        if (isEmpty) {
            return AccessControl.none();
        }
        if (allowsByDefault == null && !policies.isEmpty()) {
            LOG.warn("No global default action has been specified. Setting default global action as Deny");
        }
        return new AccessPolicies(speaksHttp, allowsByDefault == null ? policies.isEmpty() : allowsByDefault, policies);
    }

    private static Policy policy(ManifestFields fields, boolean speaksHttp) {
        OperationTree operations = new OperationTree();
        for (ManifestFields operation : fields.items("operations")) {
            String path = operation.requiredText("name", "/orders/*");
            if (!operation.has("action")) {
                operation.fault("action", "is missing (expected: allow or deny)");
            }
            Boolean action = action(operation, "action");
            Set<String> verbs = operation.texts("httpVerb").stream()
                    .map(verb -> verb.toUpperCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
            if (OperationTree.hasIdleWildcard(path)) {
                LOG.warn(
                        "the rule for operation '{}' fits no operation: * as a segment counts at the end of a path only"
                                + " (use ** in its place, as /orders/**/items)",
                        path);
            }
            operations.add(speaksHttp ? lower(path) : path, new OperationRule(verbs, Boolean.TRUE.equals(action)));
        }
        return new Policy(action(fields, "defaultAction"), operations);
    }

    private static @Nullable Boolean action(ManifestFields fields, String name) {
        String action = lower(fields.text(name));
        if (!action.isEmpty() && !action.equals(ALLOW) && !action.equals(DENY)) {
            fields.fault(name, "is '" + fields.text(name) + "' (expected: allow or deny)");
        }
        return action.isEmpty() ? null : Boolean.valueOf(action.equals(ALLOW));
    }

    @Override
    public boolean allows(@Nullable SpiffeId caller, String operation, String verb) {
        Policy policy = caller == null ? null : policies.get(caller);
        if (policy == null) {
            return allowsByDefault;
        }
        OperationRule rule = policy.operations().find(speaksHttp ? lower(operation) : operation);
        Boolean decision = null;
        if (rule != null) {
            decision = speaksHttp ? rule.decision(verb) : Boolean.valueOf(rule.allow());
        }
        if (decision == null) {
            decision = policy.allowsByDefault();
        }
        return decision == null ? allowsByDefault : decision;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
