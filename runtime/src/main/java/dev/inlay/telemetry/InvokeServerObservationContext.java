package dev.inlay.telemetry;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageHeaders;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** A call of this application by another that is observed. Tracing reads the request's headers. */
public final class InvokeServerObservationContext extends ReceiverContext<MessageHeaders> {

    private final InvokeRequest request;
    private final String callerAppId;
    private @Nullable InvokeResponse response;

    InvokeServerObservationContext(InvokeRequest request, String callerAppId) {
        super(MessageHeaders::first, Kind.SERVER);
        this.request = request;
        this.callerAppId = callerAppId;
        setCarrier(request.headers());
        if (!callerAppId.isEmpty()) {
            setRemoteServiceName(callerAppId);
        }
    }

    public InvokeRequest request() {
        return request;
    }

    /** Who calls; empty if the caller does not say. */
    public String callerAppId() {
        return callerAppId;
    }

    /** The answer; null before it has come and if none came. */
    public @Nullable InvokeResponse response() {
        return response;
    }

    void setResponse(@Nullable InvokeResponse response) {
        this.response = response;
    }
}
