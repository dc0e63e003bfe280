package dev.inlay.telemetry;

import dev.inlay.message.GrpcOutcome;
import dev.inlay.message.MessageHeaders;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** A call of the gRPC API that is observed. Tracing reads the call's metadata. */
public final class GrpcApiObservationContext extends ReceiverContext<MessageHeaders> {

    private final String method;
    private @Nullable GrpcOutcome outcome;

    /** The kind of Dapr's spans: to the application the API is a part of its own call of what is behind. */
    GrpcApiObservationContext(String method, MessageHeaders metadata) {
        super(MessageHeaders::first, Kind.CLIENT);
        this.method = method;
        setCarrier(metadata);
    }

    /** The full name of the method, with a leading slash. */
    public String method() {
        return method;
    }

    /** How the call ended; null before it has, and if it was cancelled. */
    public @Nullable GrpcOutcome outcome() {
        return outcome;
    }

    void setOutcome(GrpcOutcome outcome) {
        this.outcome = outcome;
    }
}
