package dev.inlay.secret;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** A secret store that answers from a map, records what it is asked, and fails first as often as the test says. */
final class ScriptedSecretStore implements SecretStore, ComponentFactory {

    final Map<String, Map<String, String>> secrets = new HashMap<>();
    final List<String> requests = new ArrayList<>();
    final Deque<Throwable> failures = new ArrayDeque<>();

    @Override
    public String type() {
        return "secretstores.scripted";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of();
    }

    @Override
    public Component create(ComponentContext context) {
        return this;
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
    public Mono<Map<String, String>> get(String name, Map<String, String> metadata) {
        return scripted(name + " " + metadata).then(Mono.fromSupplier(() -> secrets.get(name)));
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(Map<String, String> metadata) {
        return scripted("all " + metadata).then(Mono.just(secrets));
    }

    private Mono<Void> scripted(String request) {
        return Mono.defer(() -> {
            requests.add(request);
            Throwable failure = failures.poll();
            return failure == null ? Mono.empty() : Mono.error(failure);
        });
    }
}
