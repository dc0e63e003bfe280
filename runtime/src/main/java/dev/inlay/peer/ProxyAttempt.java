package dev.inlay.peer;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One attempt at a proxied call: the side toward the callee. It is settled when it can no longer be made again; from
 * then on everything passes through. All decisions are its {@link ProxiedCall}'s, under whose lock it is used.
 */
final class ProxyAttempt extends ClientCall.Listener<byte[]> {

    private final ProxiedCall proxied;
    private final ClientCall<byte[], byte[]> callee;
    private final MonoSink<Void> outcome;
    private @Nullable Metadata heldHeaders;
    private boolean settled;

    ProxyAttempt(ProxiedCall proxied, ClientCall<byte[], byte[]> callee, MonoSink<Void> outcome) {
        this.proxied = proxied;
        this.callee = callee;
        this.outcome = outcome;
    }

    void start(Metadata headers) {
        callee.start(this, headers);
        callee.request(1);
    }

    boolean isReady() {
        return callee.isReady();
    }

    void send(byte[] message) {
        callee.sendMessage(message);
    }

    void halfClose() {
        callee.halfClose();
    }

    void requestOne() {
        callee.request(1);
    }

    void cancel(String reason) {
        callee.cancel(reason, null);
    }

    boolean isSettled() {
        return settled;
    }

    void hold(Metadata headers) {
        heldHeaders = headers;
    }

    /** Settles; returns the answer's headers if they were held back until now. */
    @Nullable Metadata settle() {
        settled = true;
        Metadata headers = heldHeaders;
        heldHeaders = null;
        return headers;
    }

    /** The attempt has settled: the policy around it ends well. */
    void succeed() {
        outcome.success();
    }

    /** The attempt has failed before it settled; another may follow. */
    void fail(ProxyFault fault) {
        outcome.error(fault);
    }

    @Override
    public void onReady() {
        proxied.onCalleeReady(this);
    }

    @Override
    public void onHeaders(Metadata headers) {
        proxied.onAnswerHeaders(this, headers);
    }

    @Override
    public void onMessage(byte[] message) {
        proxied.onAnswer(this, message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        proxied.onAnswerEnd(this, status, trailers);
    }
}
