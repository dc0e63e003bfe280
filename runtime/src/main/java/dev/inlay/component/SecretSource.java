package dev.inlay.component;

import java.util.Map;
import reactor.core.publisher.Mono;

/** What the secret references of other components are looked up in. Secret stores are that. */
@ComponentCategory(SecretSource.CATEGORY)
public interface SecretSource extends Component {

    /** The first part of the type of every component that is one. */
    String CATEGORY = "secretstores";

    /**
     * The entries of a secret: most stores have one, under the secret's own name. Empty if there is no such secret.
     *
     * @param metadata the request's metadata, as {@code namespace} or {@code version_id}
     */
    Mono<Map<String, String>> get(String name, Map<String, String> metadata);
}
