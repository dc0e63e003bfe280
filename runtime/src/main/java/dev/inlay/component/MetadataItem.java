package dev.inlay.component;

/** One entry of a component's {@code spec.metadata}, or of its like: a name and where its value comes from. */
public sealed interface MetadataItem {

    String name();

    /**
     * Reads an entry. Where it has several origins, Dapr's order holds: the environment only without a value, then the
     * secret.
     *
     * @param name the entry's name; what is wrong is noted as a fault of the entry
     */
    static MetadataItem read(String name, ManifestFields entry) {
        if (entry.raw("value") instanceof SecretValue secret) {
            return new Secret(name, secret.text());
        }
        String value = ScalarText.of(entry.raw("value"));
        String variable = entry.text("envRef");
        if (value.isEmpty() && !variable.isEmpty()) {
            return new EnvRef(name, variable);
        }
        ManifestFields reference = entry.child("secretKeyRef");
        String key = reference.text("key");
        // Tools write what is not used as well: a reference with an empty name and an empty key refers to nothing.
        boolean isEmpty = key.isEmpty() && ScalarText.of(reference.raw("name")).isEmpty();
        if (entry.has("secretKeyRef") && !isEmpty) {
            String secret = reference.requiredText("name", "redis-secret");
            return new SecretKeyRef(name, secret, key.isEmpty() ? secret : key);
        }
        return new Value(name, value);
    }

    /** A value that stands in the manifest. Templates as {@code {appID}} in it are filled in later. */
    record Value(String name, String value) implements MetadataItem {

        /** The name only: a value may be secret. */
        @Override
        public String toString() {
            return name + "=…";
        }
    }

    /** A secret that somebody has looked up already. Nothing in it is filled in: a brace in a password is a brace. */
    record Secret(String name, String value) implements MetadataItem {

        /** The name only. */
        @Override
        public String toString() {
            return name + "=…";
        }
    }

    /**
     * An entry of a secret.
     *
     * @param secret the secret's name in the store
     * @param key which of its entries; the secret's name where the manifest names none
     */
    record SecretKeyRef(String name, String secret, String key) implements MetadataItem {}

    /** The value of an environment variable. */
    record EnvRef(String name, String variable) implements MetadataItem {}
}
