package dev.inlay.state;

import dev.inlay.codec.TypeRef;
import dev.inlay.time.BlockingCalls;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@link BlockingStateClient} that waits for a {@link StateClient}. */
final class DefaultBlockingStateClient implements BlockingStateClient {

    private final StateClient client;

    DefaultBlockingStateClient(StateClient client) {
        this.client = client;
    }

    @Override
    public BlockingStateClient store(String name) {
        return new DefaultBlockingStateClient(client.store(name));
    }

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        return Optional.ofNullable(await(client.get(key, type)));
    }

    @Override
    public <T> Optional<T> get(String key, TypeRef<T> type) {
        return Optional.ofNullable(await(client.get(key, type)));
    }

    @Override
    public <T> Optional<StateEntry<T>> entry(String key, Class<T> type) {
        return Optional.ofNullable(await(client.entry(key, type)));
    }

    @Override
    public <T> List<StateEntry<T>> getAll(Collection<String> keys, TypeRef<T> type) {
        return Objects.requireNonNull(await(client.getAll(keys, type).collectList()));
    }

    @Override
    public void save(String key, Object value) {
        await(client.save(key, value));
    }

    @Override
    public void save(String key, Object value, StateOptions options) {
        await(client.save(key, value, options));
    }

    @Override
    public void saveAll(Map<String, ?> values) {
        await(client.saveAll(values));
    }

    @Override
    public void delete(String key) {
        await(client.delete(key));
    }

    @Override
    public void delete(String key, StateOptions options) {
        await(client.delete(key, options));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        await(client.deleteAll(keys));
    }

    @Override
    public void transaction(List<StateOperation> operations) {
        await(client.transaction(operations));
    }

    @Override
    public <T> StatePage<T> query(StateQuery query, TypeRef<T> type) {
        return Objects.requireNonNull(await(client.query(query, type)));
    }

    private static <T> @Nullable T await(Mono<T> call) {
        return BlockingCalls.await(call, "a state call", "StateClient");
    }
}
