package dev.inlay;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentHandle;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The resolver once it is ready, so that the first call waits for it instead of failing. */
record DeferredNameResolver(@Nullable ComponentHandle<NameResolver> handle) implements NameResolver {

    private Mono<NameResolver> resolver() {
        if (handle == null) {
            return Mono.error(() -> InlayException.of(ErrorCode.DIRECT_INVOKE_NOT_READY));
        }
        NameResolver ready = handle.ifReady();
        return ready != null ? Mono.just(ready) : handle.whenReady();
    }

    @Override
    public Mono<Void> init() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> register(AppIdentity app, PeerAddress address) {
        return resolver().flatMap(ready -> ready.register(app, address));
    }

    @Override
    public Mono<List<PeerAddress>> resolve(String appId, String namespace) {
        return resolver().flatMap(ready -> ready.resolve(appId, namespace));
    }

    @Override
    public Duration keepsAnswers() {
        NameResolver ready = handle == null ? null : handle.ifReady();
        return ready == null ? Duration.ZERO : ready.keepsAnswers();
    }

    @Override
    public boolean waitsForAnswers() {
        NameResolver ready = handle == null ? null : handle.ifReady();
        return ready != null && ready.waitsForAnswers();
    }

    @Override
    public void forget(String appId, PeerAddress address) {
        NameResolver ready = handle == null ? null : handle.ifReady();
        if (ready != null) {
            ready.forget(appId, address);
        }
    }

    @Override
    public Mono<List<String>> announcedAppIds() {
        return resolver().flatMap(NameResolver::announcedAppIds);
    }

    @Override
    public String describe() {
        NameResolver ready = handle == null ? null : handle.ifReady();
        return ready == null ? "name resolution" : ready.describe();
    }
}
