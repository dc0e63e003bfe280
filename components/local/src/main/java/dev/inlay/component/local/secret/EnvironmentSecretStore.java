package dev.inlay.component.local.secret;

import dev.inlay.secret.SecretStore;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Environment variables as secrets, with Dapr's rules: a prefix is put before each name, and the variables that Dapr keeps
 * to itself ({@code APP_API_TOKEN}, {@code DAPR_*}, in any case) are never shown.
 */
final class EnvironmentSecretStore implements SecretStore {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentSecretStore.class);

    private final Map<String, String> environment;
    private final String prefix;

    EnvironmentSecretStore(Map<String, String> environment, String prefix) {
        this.environment = environment;
        this.prefix = prefix;
    }

    @Override
    public Mono<Void> init() {
        return Mono.empty();
    }

    /** One entry, empty if there is no such variable: Dapr's answer, which tells no one which variables there are. */
    @Override
    public Mono<Map<String, String>> get(String name, Map<String, String> metadata) {
        return Mono.fromSupplier(() -> {
            String variable = prefix + name;
            if (!isOpen(variable)) {
                LOG.warn("the environment variable '{}' is not open to secret stores; it reads as empty", variable);
                return Map.of(name, "");
            }
            return Map.of(name, environment.getOrDefault(variable, ""));
        });
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(Map<String, String> metadata) {
        return Mono.fromSupplier(() -> {
            Map<String, Map<String, String>> secrets = new HashMap<>();
            environment.forEach((variable, value) -> {
                if (isOpen(variable) && variable.startsWith(prefix) && variable.length() > prefix.length()) {
                    String name = variable.substring(prefix.length());
                    secrets.put(name, Map.of(name, value));
                }
            });
            return secrets;
        });
    }

    private static boolean isOpen(String variable) {
        String upper = variable.toUpperCase(Locale.ROOT);
        return !upper.equals("APP_API_TOKEN") && !upper.startsWith("DAPR_");
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
