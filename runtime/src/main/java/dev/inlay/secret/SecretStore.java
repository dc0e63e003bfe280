package dev.inlay.secret;

import dev.inlay.component.ComponentCategory;
import dev.inlay.component.SecretSource;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What a backing service implements to hand out secrets. */
@ComponentCategory(SecretSource.CATEGORY)
public interface SecretStore extends SecretSource {

    /** Every secret the store shows, by name, each with its entries. */
    Mono<Map<String, Map<String, String>>> getAll(Map<String, String> metadata);
}
