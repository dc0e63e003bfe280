package dev.inlay.secret;

import dev.inlay.component.Component;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What a backing service implements to hand out secrets. */
public interface SecretStore extends Component {

    /**
     * The entries of a secret: most stores have one, under the secret's own name. Empty if there is no such secret.
     *
     * @param metadata the request's metadata, as {@code namespace} or {@code version_id}
     */
    Mono<Map<String, String>> get(String name, Map<String, String> metadata);

    /** Every secret the store shows, by name, each with its entries. */
    Mono<Map<String, Map<String, String>>> getAll(Map<String, String> metadata);
}
