package dev.inlay.telemetry;

/** Hears of gRPC calls when they have ended. Called on event loops, so it must not block. Thread-safe. */
@FunctionalInterface
public interface GrpcCalls {

    /** Hears nothing. */
    GrpcCalls NONE = (method, status, received, sent, nanos) -> {};

    /**
     * A call has ended.
     *
     * @param method its full name, with a leading slash
     * @param status the code as gRPC for Go spells it, as {@code NotFound}: the one in Dapr's metrics
     * @param received the bytes of all messages that came in, uncompressed
     * @param sent the bytes of all messages that went out, uncompressed
     * @param nanos how long it took
     */
    void ended(String method, String status, long received, long sent, long nanos);
}
