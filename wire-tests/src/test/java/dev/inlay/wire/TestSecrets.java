package dev.inlay.wire;

import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.secret.BlockingSecretClient;
import dev.inlay.secret.SecretClient;
import dev.inlay.secret.SecretStore;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Secrets straight from their stores. */
final class TestSecrets implements SecretClient {

    private final AtomicReference<@Nullable ComponentLookup> components = new AtomicReference<>();

    void readFrom(ComponentLookup lookup) {
        components.set(lookup);
    }

    @Override
    public Mono<Map<String, String>> get(String store, String name, Map<String, String> metadata) {
        return store(store).flatMap(ready -> ready.get(name, metadata)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("secret " + name + " not found")))
                .onErrorMap(error ->
                        InlayException.of(ErrorCode.SECRET_GET, name, store, String.valueOf(error.getMessage()))));
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(String store, Map<String, String> metadata) {
        return store(store).flatMap(ready -> ready.getAll(metadata));
    }

    private Mono<SecretStore> store(String name) {
        return Mono.defer(() -> {
            ComponentLookup lookup = components.get();
            if (lookup == null || lookup.all(SecretStore.class).isEmpty()) {
                return Mono.error(InlayException.of(ErrorCode.SECRET_STORES_NOT_CONFIGURED));
            }
            ComponentHandle<SecretStore> handle = lookup.find(SecretStore.class, name);
            return handle == null
                    ? Mono.error(InlayException.of(ErrorCode.SECRET_STORE_NOT_FOUND, name))
                    : handle.whenReady();
        });
    }

    @Override
    public BlockingSecretClient blocking() {
        throw new UnsupportedOperationException();
    }
}
