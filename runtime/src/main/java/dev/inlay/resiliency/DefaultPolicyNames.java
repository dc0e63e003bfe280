package dev.inlay.resiliency;

import dev.inlay.resiliency.ResiliencyManifest.PolicyNames;
import dev.inlay.resiliency.ResiliencyPolicies.ComponentKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reserved names of policies that hold for targets which no manifest names: {@code Default<level>RetryPolicy},
 * {@code …TimeoutPolicy}, {@code …CircuitBreakerPolicy}. The most specific level that has a policy counts, for each of
 * the three on its own.
 */
final class DefaultPolicyNames {

    private final List<String> levels;

    private DefaultPolicyNames(List<String> levels) {
        this.levels = levels;
    }

    static DefaultPolicyNames forApps() {
        return new DefaultPolicyNames(List.of("App", ""));
    }

    static DefaultPolicyNames forComponents(ComponentKind kind, Direction direction) {
        return new DefaultPolicyNames(Stream.of(
                        kind.policyName() + "Component" + direction.policyName(),
                        "Component" + direction.policyName(),
                        "Component",
                        "")
                .toList());
    }

    PolicyNames among(ResiliencyManifest manifest) {
        return new PolicyNames(
                first("Timeout", manifest.timeouts().keySet()),
                first("Retry", manifest.retries().keySet()),
                first("CircuitBreaker", manifest.breakers().keySet()));
    }

    private @Nullable String first(String policyType, Set<String> names) {
        for (String level : levels) {
            String name = "Default" + level + policyType + "Policy";
            if (names.contains(name)) {
                return name;
            }
        }
        return null;
    }

    /** Which way a component's operation goes. */
    enum Direction {
        INBOUND("Inbound", "input"),
        OUTBOUND("Outbound", "output");

        private final String policyName;
        private final String operationName;

        Direction(String policyName, String operationName) {
            this.policyName = policyName;
            this.operationName = operationName;
        }

        /** Its part in a reserved name. */
        String policyName() {
            return policyName;
        }

        /** Its part in an operation's name in the log. */
        String operationName() {
            return operationName;
        }
    }
}
