package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.Component;
import dev.inlay.component.ComponentCategory;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** What a backing service implements to find the instances of an application. */
@ComponentCategory("nameresolution")
public interface NameResolver extends Component {

    /** Announces this instance until {@link #withdraw()} or {@link #close()}. */
    Mono<Void> register(AppIdentity app, PeerAddress address);

    /** Takes the announcement back. Does nothing if there is none. */
    default Mono<Void> withdraw() {
        return Mono.empty();
    }

    /**
     * The instances of an application, in any order; a resolver that spreads calls over them by itself gives just the one
     * whose turn it is. Empty, or an empty list, if none is known.
     *
     * @param namespace the namespace to look in; a resolver without namespaces ignores it
     */
    Mono<List<PeerAddress>> resolve(String appId, String namespace);

    /**
     * How long an answer of {@link #resolve} may be used again. In that time calls may go to instances that are gone and miss
     * those that are new. Zero if each call asks.
     */
    default Duration keepsAnswers() {
        return Duration.ZERO;
    }

    /**
     * Whether {@link #resolve} gives instances time to answer, so that asking again is of no use when nobody is found.
     */
    default boolean waitsForAnswers() {
        return false;
    }

    /** An instance could not be reached at the address. A resolver that remembers gives it again only if it hears of it. */
    default void forget(String appId, PeerAddress address) {}

    /** The app ids that are announced at present, to help a person whose call went nowhere; empty if not known. */
    default Mono<List<String>> announcedAppIds() {
        return Mono.just(List.of());
    }

    /** What it is and where it looks, for error texts: {@code nameresolution.sqlite (/home/me/.inlay/registry.db)}. */
    String describe();
}
