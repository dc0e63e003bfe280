package dev.inlay.charts;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a service account may do, as a sentence each: {@code get secrets dapr-trust-bundle in dapr-system}. */
final class Rights {

    private Rights() {}

    static Set<String> of(Chart.Objects objects, String account) {
        Set<String> rights = new TreeSet<>();
        for (ClusterRoleBinding binding : objects.each(ClusterRoleBinding.class)) {
            if (names(binding.getSubjects(), account)) {
                String role = binding.getRoleRef().getName();
                add(rights, objects.one(ClusterRole.class, role).getRules(), "");
            }
        }
        for (RoleBinding binding : objects.each(RoleBinding.class)) {
            if (names(binding.getSubjects(), account)) {
                String role = binding.getRoleRef().getName();
                String where = " in " + binding.getMetadata().getNamespace();
                add(rights, objects.one(Role.class, role).getRules(), where);
            }
        }
        return rights;
    }

    private static boolean names(List<Subject> subjects, String account) {
        return subjects.stream().anyMatch(subject -> subject.getName().equals(account));
    }

    private static void add(Set<String> rights, List<PolicyRule> rules, String where) {
        for (PolicyRule rule : rules) {
            List<String> names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
            for (String verb : rule.getVerbs()) {
                for (String resource : rule.getResources()) {
                    names.forEach(
                            name -> rights.add(verb + " " + resource + (name.isEmpty() ? "" : " " + name) + where));
                }
            }
        }
    }
}
