package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/** A call of another application that is observed. Tracing writes its headers into the request. */
public final class InvokeClientObservationContext extends SenderContext<TraceHeaders> {

    private final InvokeRequest request;
    private final TraceHeaders traceHeaders;
    private @Nullable InvokeResponse response;

    /**
     * A call.
     *
     * @param continuesObservation whether the caller is observed itself. If it is not and the request brings a trace
     *     context of its own, that context goes on unchanged.
     */
    InvokeClientObservationContext(InvokeRequest request, boolean continuesObservation) {
        super(
                (headers, name, value) -> {
                    if (headers != null) {
                        headers.set(name, value);
                    }
                },
                Kind.CLIENT);
        this.request = request;
        boolean keepsGiven = !continuesObservation && request.headers().contains(TraceHeaders.TRACE_PARENT);
        this.traceHeaders = new TraceHeaders(request.headers(), keepsGiven);
        setCarrier(traceHeaders);
        setRemoteServiceName(request.appId());
    }

    public InvokeRequest request() {
        return request;
    }

    /** The answer; null before it has come and if none came. */
    public @Nullable InvokeResponse response() {
        return response;
    }

    void setResponse(@Nullable InvokeResponse response) {
        this.response = response;
    }

    /** The request with the headers that tracing wrote. */
    InvokeRequest outgoing() {
        MessageHeaders headers = traceHeaders.headers();
        return headers == request.headers() ? request : request.withHeaders(headers);
    }
}
