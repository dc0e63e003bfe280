package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.UnreadBody;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Other applications, by app id: finds an instance, says who calls, makes the call and words what went wrong.
 * Thread-safe.
 */
public final class RemoteApps {

    /** Dapr's built-in retries of service invocation. */
    private static final int RETRIES = 3;

    private static final Duration BETWEEN_RETRIES = Duration.ofSeconds(1);

    private final PeerTransport transport;
    private final NameResolution resolution;
    private final CallerHeaders callerHeaders;
    private final TimeSource time;

    public RemoteApps(
            AppIdentity self, HostAddress host, PeerTransport transport, NameResolution resolution, TimeSource time) {
        this.transport = transport;
        this.resolution = resolution;
        this.callerHeaders = new CallerHeaders(self, host);
        this.time = time;
    }

    /**
     * Calls an application, once. After a fault of the connection, connection and address are forgotten.
     *
     * @return fails with {@link PeerException}, or another {@link dev.inlay.error.InlayException} if no instance is found
     */
    public Mono<InvokeResponse> call(AppIdentity callee, InvokeRequest request) {
        return Mono.defer(() -> {
            UnreadBody body = new UnreadBody(request.body());
            InvokeRequest signed = signed(callee, request, body);
            return attempt(callee, signed)
                    .onErrorMap(PeerException.class, error -> failed(request, error))
                    .doOnError(error -> body.release())
                    .doOnCancel(body::release);
        });
    }

    /**
     * Calls an application with Dapr's built-in retries: three, a second apart, after faults of the connection only,
     * and only as long as nothing of a streamed body has been read.
     *
     * @return fails as {@link #call} does
     */
    public Mono<InvokeResponse> callWithRetries(AppIdentity callee, InvokeRequest request) {
        return Mono.defer(() -> {
            UnreadBody body = new UnreadBody(request.body());
            InvokeRequest signed = signed(callee, request, body);
            return attempt(callee, signed, body, 0)
                    .doOnError(error -> body.release())
                    .doOnCancel(body::release);
        });
    }

    private Mono<InvokeResponse> attempt(AppIdentity callee, InvokeRequest request, UnreadBody body, int retries) {
        return attempt(callee, request).onErrorResume(PeerException.class, error -> {
            if (!error.isConnectionFault()) {
                return Mono.error(failed(request, error));
            }
            if (retries == RETRIES || !body.canBeSentAgain()) {
                return Mono.error(exhausted(callee, request, error, retries));
            }
            return Mono.delay(BETWEEN_RETRIES, time.scheduler())
                    .then(Mono.defer(() -> attempt(callee, request, body, retries + 1)));
        });
    }

    private Mono<InvokeResponse> attempt(AppIdentity callee, InvokeRequest request) {
        return resolution
                .find(callee)
                .flatMap(address -> transport.call(address, callee, request).doOnError(PeerException.class, error -> {
                    if (error.isConnectionFault()) {
                        transport.drop(address, callee);
                        resolution.forget(callee, address);
                    }
                }));
    }

    private InvokeRequest signed(AppIdentity callee, InvokeRequest request, UnreadBody body) {
        return request.withHeaders(callerHeaders.addTo(request.headers(), callee))
                .withBody(body.body());
    }

    private PeerException exhausted(AppIdentity callee, InvokeRequest request, PeerException error, int retries) {
        return error.withMessage(ErrorCode.DIRECT_INVOKE.text(
                request.appId(),
                "failed to invoke target " + callee.appId() + " after " + retries + " retries. Error: "
                        + error.getMessage() + " (address given by " + resolution.describe() + ")"));
    }

    private static PeerException failed(InvokeRequest request, PeerException error) {
        return error.withMessage(ErrorCode.DIRECT_INVOKE.text(request.appId(), String.valueOf(error.getMessage())));
    }
}
