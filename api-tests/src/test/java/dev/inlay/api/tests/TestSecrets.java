package dev.inlay.api.tests;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.secret.BlockingSecretClient;
import dev.inlay.secret.SecretClient;
import java.util.Map;
import reactor.core.publisher.Mono;

/** One store, {@code secrets}, with the secrets {@code one} and {@code two:a}. */
final class TestSecrets implements SecretClient {

    @Override
    public Mono<Map<String, String>> get(String store, String name, Map<String, String> metadata) {
        return getAll(store).flatMap(all -> {
            Map<String, String> found = all.get(name);
            return found == null
                    ? Mono.error(InlayException.of(ErrorCode.SECRET_GET, name, store, "secret " + name + " not found"))
                    : Mono.just(found);
        });
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(String store, Map<String, String> metadata) {
        return store.equals("secrets")
                ? Mono.just(Map.of("one", Map.of("one", "1"), "two:a", Map.of("two:a", "b")))
                : Mono.error(InlayException.of(ErrorCode.SECRET_STORE_NOT_FOUND, store));
    }

    @Override
    public BlockingSecretClient blocking() {
        throw new UnsupportedOperationException();
    }
}
