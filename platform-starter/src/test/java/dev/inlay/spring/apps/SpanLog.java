package dev.inlay.spring.apps;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the spans that an application has finished. */
public final class SpanLog extends SpanHandler {

    private final Queue<MutableSpan> finished = new ConcurrentLinkedQueue<>();

    @Override
    public boolean end(TraceContext context, MutableSpan span, Cause cause) {
        finished.add(new MutableSpan(span));
        return true;
    }

    /** Those of one trace, in the order in which they ended. */
    public List<MutableSpan> ofTrace(String traceId) {
        return finished.stream().filter(span -> traceId.equals(span.traceId())).toList();
    }
}
