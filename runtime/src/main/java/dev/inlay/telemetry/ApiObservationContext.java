package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** A request of the HTTP API that is observed. Tracing reads the request's headers. */
public final class ApiObservationContext extends ReceiverContext<MessageHeaders> {

    private final InvokeRequest request;
    private @Nullable InvokeResponse response;

    /** The kind of Dapr's spans: to the application the API is a part of its own call of what is behind. */
    ApiObservationContext(InvokeRequest request) {
        super(MessageHeaders::first, Kind.CLIENT);
        this.request = request;
        setCarrier(request.headers());
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
}
