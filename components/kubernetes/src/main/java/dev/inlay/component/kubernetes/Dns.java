package dev.inlay.component.kubernetes;

import java.util.List;
import reactor.core.publisher.Mono;

/** Looks host names up. */
interface Dns {

    /** The addresses of a host, as text; none if there is no such host. Fails if nobody could be asked. */
    Mono<List<String>> addresses(String host);

    Mono<Void> close();
}
