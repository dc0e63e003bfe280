package dev.inlay.state;

import dev.inlay.codec.TypeRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link StateClient} for servlet applications and virtual threads: waits for the result and returns it. Throws
 * {@link IllegalStateException} when called on an event loop, which must never wait.
 */
public interface BlockingStateClient {

    BlockingStateClient store(String name);

    <T> Optional<T> get(String key, Class<T> type);

    <T> Optional<T> get(String key, TypeRef<T> type);

    <T> Optional<StateEntry<T>> entry(String key, Class<T> type);

    <T> List<StateEntry<T>> getAll(Collection<String> keys, TypeRef<T> type);

    void save(String key, Object value);

    void save(String key, Object value, StateOptions options);

    void saveAll(Map<String, ?> values);

    void delete(String key);

    void delete(String key, StateOptions options);

    void deleteAll(Collection<String> keys);

    void transaction(List<StateOperation> operations);

    <T> StatePage<T> query(StateQuery query, TypeRef<T> type);
}
