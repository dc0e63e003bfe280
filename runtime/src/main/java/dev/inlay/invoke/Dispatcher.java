package dev.inlay.invoke;

import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MethodPath;
import dev.inlay.peer.RemoteApps;
import dev.inlay.peer.TargetApp;
import dev.inlay.resiliency.Policy;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends a request where it belongs: to the application itself, or to another one under its policy. Thread-safe. */
final class Dispatcher {

    /** Bodies up to this size are gathered: then they fit one frame and can be sent again. */
    private static final int GATHERED = 64 << 10;

    private final AppIdentity self;
    private final RemoteApps remote;
    private final Supplier<? extends @Nullable AppChannel> own;
    private final ResiliencyPolicies policies;
    private final Telemetry telemetry;
    private final int maxBodySize;

    Dispatcher(
            AppIdentity self,
            RemoteApps remote,
            Supplier<? extends @Nullable AppChannel> own,
            ResiliencyPolicies policies,
            Telemetry telemetry,
            int maxBodySize) {
        this.self = self;
        this.remote = remote;
        this.own = own;
        this.policies = policies;
        this.telemetry = telemetry;
        this.maxBodySize = maxBodySize;
    }

    Mono<InvokeResponse> dispatch(InvokeRequest request) {
        return Mono.defer(() -> {
            AppIdentity callee = TargetApp.parse(request.appId(), self);
            if (request.verb().toUpperCase(Locale.ROOT).equals("CONNECT")) {
                throw InlayException.of(ErrorCode.BAD_REQUEST, "the verb CONNECT cannot be passed to an application");
            }
            MethodPath path = MethodPath.of(request.method());
            InvokeRequest clean = request.withMethod(path.encoded());
            Policy policy = policies.forApp(callee.appId(), path.decoded());
            return telemetry.sending(clean, traced -> gathered(traced, policy)
                    .flatMap(ready -> TargetApp.isSame(callee, self)
                            ? policy.run(() -> toSelf(ready), outcomesFor(ready))
                            : toOther(callee, ready, policy)));
        });
    }

    private Mono<InvokeResponse> toOther(AppIdentity callee, InvokeRequest request, Policy policy) {
        return policy == Policy.none()
                ? remote.callWithRetries(callee, request)
                : policy.run(() -> remote.call(callee, request), outcomesFor(request));
    }

    private Mono<InvokeResponse> toSelf(InvokeRequest request) {
        AppChannel channel = own.get();
        return channel == null
                ? Mono.error(() -> InlayException.of(
                        ErrorCode.DIRECT_INVOKE,
                        self.appId(),
                        "cannot invoke local endpoint: app channel not initialized (is the application ready?)"))
                : channel.invoke(request);
    }

    private static AppOutcomes outcomesFor(InvokeRequest request) {
        return request.body().isReplayable() ? AppOutcomes.REPLAYABLE : AppOutcomes.STREAMING;
    }

    /** A stream whose length is known is gathered where it may have to be sent again, or is small. */
    private Mono<InvokeRequest> gathered(InvokeRequest request, Policy policy) {
        MessageBody body = request.body();
        long most = policy.retries() ? Math.max(maxBodySize, GATHERED) : GATHERED;
        if (body.isReplayable() || body.length() < 0 || body.length() > most) {
            return Mono.just(request);
        }
        return body.toBytes((int) most).map(bytes -> request.withBody(MessageBody.of(bytes)));
    }
}
