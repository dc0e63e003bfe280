package dev.inlay.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of one operation.
 *
 * @param verbs the HTTP verbs it is about, in capitals; {@code *} for all
 * @param allow whether it lets calls in or keeps them out
 */
record OperationRule(Set<String> verbs, boolean allow) {

    private static final String ANY = "*";

    /** Whether it lets a call with this verb in; null if it says nothing of the verb. */
    @Nullable Boolean decision(String verb) {
        return verbs.contains(verb) || verbs.contains(ANY) ? allow : null;
    }
}
