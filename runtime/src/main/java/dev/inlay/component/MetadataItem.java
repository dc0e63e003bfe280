package dev.inlay.component;

/** One entry of a component's {@code spec.metadata}: a name and where its value comes from. */
public sealed interface MetadataItem {

    String name();

    /** A value that stands in the manifest. Templates as {@code {appID}} in it are filled in later. */
    record Value(String name, String value) implements MetadataItem {

        /** The name only: a value may be secret. */
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
