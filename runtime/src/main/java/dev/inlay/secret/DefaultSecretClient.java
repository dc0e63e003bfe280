package dev.inlay.secret;

import dev.inlay.component.ComponentHandle;
import dev.inlay.component.ComponentLookup;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.error.Reason;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.resiliency.ResiliencyPolicies.ComponentKind;
import dev.inlay.telemetry.InlayObservation;
import dev.inlay.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * The one way from the application to a secret store. Around each request, from the outside in: find the store, the
 * scopes, await the store, telemetry, resiliency, the store. A secret that is not there is an answer and no failure of
 * the store, so it is not asked for again.
 */
final class DefaultSecretClient implements SecretClient {

    private final ComponentLookup components;
    private final SecretScopes scopes;
    private final ResiliencyPolicies policies;
    private final Telemetry telemetry;

    DefaultSecretClient(
            ComponentLookup components, SecretScopes scopes, ResiliencyPolicies policies, Telemetry telemetry) {
        this.components = components;
        this.scopes = scopes;
        this.policies = policies;
        this.telemetry = telemetry;
    }

    @Override
    public Mono<Map<String, String>> get(String store, String name, Map<String, String> metadata) {
        return Mono.defer(() -> {
            ComponentHandle<SecretStore> handle = find(store);
            if (!scopes.allows(store, name)) {
                throw InlayException.of(ErrorCode.SECRET_DENIED, name, store);
            }
            UnaryOperator<String> failure = reason -> ErrorCode.SECRET_GET.text(name, store, reason);
            return ask(handle, store, "get", failure, secrets -> secrets.get(name, metadata))
                    .switchIfEmpty(Mono.error(() ->
                            new InlayException(ErrorCode.SECRET_GET, failure.apply("secret " + name + " not found"))));
        });
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(String store, Map<String, String> metadata) {
        return Mono.defer(() -> {
            UnaryOperator<String> failure = reason -> ErrorCode.SECRET_GET_ALL.text(store, reason);
            return ask(find(store), store, "bulk_get", failure, secrets -> secrets.getAll(metadata))
                    .defaultIfEmpty(Map.of())
                    .map(secrets -> allowed(store, secrets));
        });
    }

    private Map<String, Map<String, String>> allowed(String store, Map<String, Map<String, String>> secrets) {
        Map<String, Map<String, String>> allowed = new LinkedHashMap<>(secrets);
        allowed.keySet().removeIf(name -> !scopes.allows(store, name));
        return allowed;
    }

    private ComponentHandle<SecretStore> find(String store) {
        ComponentHandle<SecretStore> handle = components.find(SecretStore.class, store);
        if (handle != null) {
            return handle;
        }
        throw components.all(SecretStore.class).isEmpty()
                ? InlayException.of(ErrorCode.SECRET_STORES_NOT_CONFIGURED)
                : InlayException.of(ErrorCode.SECRET_STORE_NOT_FOUND, store);
    }

    private <T> Mono<T> ask(
            ComponentHandle<SecretStore> handle,
            String store,
            String operation,
            UnaryOperator<String> failure,
            Function<SecretStore, Mono<T>> call) {
        SecretStore ready = handle.ifReady();
        return (ready != null ? Mono.just(ready) : handle.whenReady())
                .flatMap(secrets -> telemetry.component(
                        InlayObservation.SECRETS, store, operation, () -> policies.forComponentOutbound(
                                        store, ComponentKind.SECRET_STORE)
                                .run(() -> call.apply(secrets))))
                .onErrorMap(error -> new InlayException(ErrorCode.SECRET_GET, failure.apply(Reason.of(error)), error));
    }

    @Override
    public BlockingSecretClient blocking() {
        return new DefaultBlockingSecretClient(this);
    }
}
