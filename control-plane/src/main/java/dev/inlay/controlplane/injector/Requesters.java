package dev.inlay.controlplane.injector;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose pods get a sidecar: Kubernetes' controllers, service accounts that are allowed by name, and administrators. Users
 * who make pods by hand get none. Thread-safe.
 */
final class Requesters {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String ADMINISTRATORS = "system:masters";

    private static final List<String> CONTROLLERS = List.of(
            "kube-system:replicaset-controller",
            "kube-system:replication-controller",
            "kube-system:deployment-controller",
            "kube-system:cronjob-controller",
            "kube-system:job-controller",
            "kube-system:statefulset-controller",
            "kube-system:daemon-set-controller",
            "openshift-operator-lifecycle-manager:olm-operator-serviceaccount",
            "tekton-pipelines:tekton-pipelines-controller",
            "mirrord:mirrord-operator");

    private final List<AccountPattern> patterns;
    private final Set<String> uids;

    private Requesters(List<AccountPattern> patterns, Set<String> uids) {
        this.patterns = patterns;
        this.uids = Set.copyOf(uids);
    }

    /**
     * Those of the settings.
     *
     * @param more patterns {@code namespace:name}, with {@code *} for any text, in addition to the controllers
     * @throws IllegalArgumentException if one has another form
     */
    static Requesters of(List<String> more) {
        List<AccountPattern> patterns = new ArrayList<>();
        CONTROLLERS.forEach(account -> patterns.add(AccountPattern.parse(account)));
        more.forEach(account -> patterns.add(AccountPattern.parse(account)));
        return new Requesters(List.copyOf(patterns), Set.of());
    }

    /** These, known also by the uids of their service accounts. */
    Requesters withUids(Set<String> accountUids) {
        return new Requesters(patterns, accountUids);
    }

    /** Whether an account is one of them. */
    boolean include(String namespace, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(namespace, name));
    }

    /** Those of the patterns that name a single account, as {@code namespace:name}. */
    List<String> named() {
        return patterns.stream()
                .filter(pattern -> !pattern.text().contains("*"))
                .map(AccountPattern::text)
                .toList();
    }

    /** Whether the pods of a user get a sidecar. */
    boolean mayInject(String user, String uid, Set<String> groups) {
        return isAllowedAccount(user) || (!uid.isEmpty() && uids.contains(uid)) || groups.contains(ADMINISTRATORS);
    }

    private boolean isAllowedAccount(String user) {
        if (!user.startsWith(SERVICE_ACCOUNT)) {
            return false;
        }
        String[] account = user.substring(SERVICE_ACCOUNT.length()).split(":", -1);
        return account.length == 2 && include(account[0], account[1]);
    }

    private record AccountPattern(String text, Pattern namespace, Pattern name) {

        static AccountPattern parse(String text) {
            String[] parts = text.split(":", -1);
            if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
                throw new IllegalArgumentException(
                        "allowed service account '" + text
                                + "' (expected: a namespace, ':' and a name, each with * for any text, as ci:builder or ci-*:*)");
            }
            return new AccountPattern(text, glob(parts[0].strip()), glob(parts[1].strip()));
        }

        boolean matches(String ofNamespace, String ofName) {
            return namespace.matcher(ofNamespace).matches()
                    && name.matcher(ofName).matches();
        }

        private static Pattern glob(String text) {
            StringBuilder regex = new StringBuilder();
            for (String literal : text.split("\\*", -1)) {
                regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
            }
            return Pattern.compile(regex.toString());
        }
    }
}
