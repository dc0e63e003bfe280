package dev.inlay.identity;

import java.util.function.Predicate;

/** Which identities a connection is for. Each says in words whom it lets in. */
public final class Peers {

    private Peers() {}

    /** Whoever the trusted roots vouch for. */
    public static Predicate<SpiffeId> any() {
        return new Rule("anybody whom the trusted roots vouch for", id -> true);
    }

    /** One identity. */
    public static Predicate<SpiffeId> exactly(SpiffeId wanted) {
        return new Rule("'" + wanted + "'", wanted::equals);
    }

    /** An application in a namespace, in whatever trust domain, as Dapr's sidecars find each other. */
    public static Predicate<SpiffeId> app(String namespace, String appId) {
        return new Rule(
                "/ns/" + namespace + "/" + appId + " of any trust domain",
                id -> id.namespace().equals(namespace) && id.appId().equals(appId));
    }

    private record Rule(String words, Predicate<SpiffeId> rule) implements Predicate<SpiffeId> {

        @Override
        public boolean test(SpiffeId id) {
            return rule.test(id);
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
