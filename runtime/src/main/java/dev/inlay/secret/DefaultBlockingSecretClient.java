package dev.inlay.secret;

import dev.inlay.time.BlockingCalls;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** {@link BlockingSecretClient} that waits for a {@link SecretClient}. */
record DefaultBlockingSecretClient(SecretClient client) implements BlockingSecretClient {

    @Override
    public Map<String, String> get(String store, String name) {
        return await(client.get(store, name));
    }

    @Override
    public Map<String, Map<String, String>> getAll(String store) {
        return await(client.getAll(store));
    }

    private static <T> T await(Mono<T> call) {
        return Objects.requireNonNull(BlockingCalls.await(call, "a call for secrets", "SecretClient"));
    }
}
