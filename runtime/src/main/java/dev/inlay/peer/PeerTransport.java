package dev.inlay.peer;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.protocol.internals.v1.ServiceInvocationGrpc;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * Calls other instances on their internal port: Dapr's {@code CallLocalStream}, and {@code CallLocal} where the other
 * side is too old for it. One attempt; name resolution, retries and the header fields that tell of the caller are not
 * its concern.
 *
 * <p>Thread-safe. Nothing blocks; answers come on an event loop.
 */
public final class PeerTransport {

    /** Room for the envelope beside a body of the greatest size. */
    static final int ENVELOPE_SIZE = 1 << 20;

    private final PeerConnections connections;
    private final JsonCodec json;

    /**
     * A transport without connections so far.
     *
     * @param loops the event loops to run on; they stay the caller's
     * @param maxBodySize the largest body of a unary answer, in bytes; streamed ones have no limit
     */
    public PeerTransport(
            LoopResources loops, PeerCredentials credentials, int maxBodySize, JsonCodec json, TimeSource time) {
        this(loops, credentials, maxBodySize, json, GrpcCalls.NONE, time);
    }

    /** @param calls hears of every call */
    public PeerTransport(
            LoopResources loops,
            PeerCredentials credentials,
            int maxBodySize,
            JsonCodec json,
            GrpcCalls calls,
            TimeSource time) {
        int maxMessageSize = (int) Math.min(Integer.MAX_VALUE, (long) maxBodySize + ENVELOPE_SIZE);
        this.connections = new PeerConnections(new PeerEventLoops(loops), credentials, maxMessageSize, calls, time);
        this.json = json;
    }

    /** Does ahead, and off the event loops, what the first call would else have to wait for. */
    public Mono<Void> prepare() {
        return Mono.<Void>fromRunnable(PeerConnections::loadGrpcExtensions).subscribeOn(Schedulers.boundedElastic());
    }

    /**
     * Asks the instance at an address. The answer's body streams; cancelling it, or the publisher before it has emitted,
     * cancels the call over there.
     *
     * @param callee which application is expected at this address
     * @return fails with {@link PeerException} if no answer came
     */
    public Mono<InvokeResponse> call(PeerAddress address, AppIdentity callee, InvokeRequest request) {
        Mono<InvokeResponse> streaming = Mono.create(sink -> new StreamingCall(
                        connections
                                .to(address, callee)
                                .newCall(ServiceInvocationGrpc.getCallLocalStreamMethod(), CallOptions.DEFAULT),
                        address,
                        request,
                        json,
                        sink)
                .start());
        return streaming.onErrorResume(
                PeerException.class,
                error -> error.isUnimplemented() && request.body().isReplayable()
                        ? UnaryCall.of(connections.to(address, callee), address, request, json)
                        : Mono.error(error));
    }

    /** The connection to an address, for calls of any service; it need not stand yet. */
    Channel channel(PeerAddress address, AppIdentity callee) {
        return connections.to(address, callee);
    }

    /** Forgets the connection to an application at an address, so that the next call makes a new one. */
    public void drop(PeerAddress address, AppIdentity callee) {
        connections.drop(address, callee);
    }

    /** Closes all connections at once; calls under way fail. */
    public void close() {
        connections.closeAll();
    }
}
