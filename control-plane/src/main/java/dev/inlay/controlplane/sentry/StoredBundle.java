package dev.inlay.controlplane.sentry;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is kept of an authority, as text. Immutable; the text form shows no key. */
record StoredBundle(Map<Part, String> parts) {

    /** What is kept. The first three make an authority. */
    enum Part {
        /** The trust anchors, PEM. */
        ANCHORS,
        /** The certificate of the issuer and those between it and a root, PEM. */
        ISSUER,
        /** The key of the issuer, PEM. */
        ISSUER_KEY,
        /** The key that tokens are signed with, PEM. */
        JWT_KEY,
        /** The keys that tokens are verified with, JSON. */
        JWKS,
        /** While the root rotates: the issuer to come, PEM. */
        NEXT_ISSUER,
        /** While the root rotates: its key, PEM. */
        NEXT_ISSUER_KEY,
        /** How far the rotation of the root is, JSON. */
        ROTATION
    }

    StoredBundle {
        parts = Map.copyOf(parts);
    }

    static StoredBundle empty() {
        return new StoredBundle(Map.of());
    }

    Optional<String> part(Part part) {
        return Optional.ofNullable(parts.get(part)).filter(text -> !text.isBlank());
    }

    /** Whether there is an authority at all. */
    boolean hasAuthority() {
        return part(Part.ANCHORS).isPresent()
                && part(Part.ISSUER).isPresent()
                && part(Part.ISSUER_KEY).isPresent();
    }

    StoredBundle with(Part part, String text) {
        Map<Part, String> next = new EnumMap<>(Part.class);
        next.putAll(parts);
        next.put(part, text);
        return new StoredBundle(next);
    }

    StoredBundle without(Part... gone) {
        Map<Part, String> next = new EnumMap<>(Part.class);
        next.putAll(parts);
        for (Part part : gone) {
            next.remove(part);
        }
        return new StoredBundle(next);
    }

    @Override
    public String toString() {
        return parts.keySet().toString();
    }
}
