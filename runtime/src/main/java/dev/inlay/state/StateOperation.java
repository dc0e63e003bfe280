package dev.inlay.state;

/** One step of a transaction. */
public sealed interface StateOperation {

    String key();

    /** Writes a value. */
    record Upsert(String key, Object value, StateOptions options) implements StateOperation {}

    /** Deletes a key. */
    record Delete(String key, StateOptions options) implements StateOperation {}

    static StateOperation upsert(String key, Object value) {
        return new Upsert(key, value, StateOptions.DEFAULT);
    }

    static StateOperation upsert(String key, Object value, StateOptions options) {
        return new Upsert(key, value, options);
    }

    static StateOperation delete(String key) {
        return new Delete(key, StateOptions.DEFAULT);
    }

    static StateOperation delete(String key, StateOptions options) {
        return new Delete(key, options);
    }
}
