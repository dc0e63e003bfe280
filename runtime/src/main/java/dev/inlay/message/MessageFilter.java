package dev.inlay.message;

import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Stands before whoever answers requests: may change a request, an answer, or answer itself. Thread-safe. */
@FunctionalInterface
public interface MessageFilter {

    /**
     * Answers a request, usually by handing it on.
     *
     * @param next answers what is handed on; to be called at most once, unless the body is replayable
     */
    Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next);

    /** The filters one behind the other, the first outermost, before what answers in the end. */
    static Function<InvokeRequest, Mono<InvokeResponse>> chain(
            List<? extends MessageFilter> filters, Function<InvokeRequest, Mono<InvokeResponse>> last) {
        Function<InvokeRequest, Mono<InvokeResponse>> chain = last;
        for (int i = filters.size() - 1; i >= 0; i--) {
            MessageFilter filter = filters.get(i);
            Function<InvokeRequest, Mono<InvokeResponse>> next = chain;
            chain = request -> filter.filter(request, next);
        }
        return chain;
    }
}
