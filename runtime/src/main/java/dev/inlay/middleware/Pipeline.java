package dev.inlay.middleware;

import dev.inlay.component.ComponentLookup;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Handlers one behind the other, as far as their components are loaded. Which they are is looked up at every request, so
 * a component that comes, goes or is replaced takes effect with the next one.
 */
final class Pipeline implements MessageFilter {

    private static final Logger LOG = LoggerFactory.getLogger(Pipelines.class);

    private final String name;
    private final List<Handler> handlers;
    private final ComponentLookup components;
    private volatile Found last = new Found(List.of(), List.of());

    /** What the handlers have come to at a request. */
    private record Found(List<MessageFilter> filters, List<Handler> skipped) {}

    Pipeline(String name, List<Handler> handlers, ComponentLookup components) {
        this.name = name;
        this.handlers = handlers;
        this.components = components;
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        return Mono.defer(() -> MessageFilter.chain(find().filters(), next).apply(request));
    }

    private Found find() {
        List<MessageFilter> filters = new ArrayList<>(handlers.size());
        List<Handler> skipped = new ArrayList<>();
        for (Handler handler : handlers) {
            MessageFilter filter = handler.findIn(components);
            if (filter == null) {
                skipped.add(handler);
            } else {
                filters.add(filter);
            }
        }
        Found found = new Found(filters, skipped);
        if (!found.equals(last)) {
            last = found;
            LOG.info("Building pipeline {}", name);
            skipped.forEach(handler -> LOG.warn("pipeline {} goes without {}, which is not loaded", name, handler));
        }
        return found;
    }
}
