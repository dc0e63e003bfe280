package dev.inlay.invoke;

import dev.inlay.app.AppChannel;
import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.error.Reason;
import dev.inlay.message.InvalidMethodException;
import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MethodPath;
import dev.inlay.message.Verbs;
import dev.inlay.peer.RemoteApps;
import dev.inlay.peer.TargetApp;
import dev.inlay.resiliency.Policy;
import dev.inlay.resiliency.ResiliencyPolicies;
import dev.inlay.telemetry.Telemetry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends a request where it belongs: to a service outside, to the application itself, or to another one. Each under its
 * policy. Thread-safe.
 */
final class Dispatcher {

    /** Bodies up to this size are gathered: then they fit one frame and can be sent again. */
    private static final int GATHERED = 64 << 10;

    private final AppIdentity self;
    private final RemoteApps remote;
    private final HttpEndpoints endpoints;
    private final Supplier<? extends @Nullable AppChannel> own;
    private final ResiliencyPolicies policies;
    private final Telemetry telemetry;
    private final int maxBodySize;

    Dispatcher(
            AppIdentity self,
            RemoteApps remote,
            HttpEndpoints endpoints,
            Supplier<? extends @Nullable AppChannel> own,
            ResiliencyPolicies policies,
            Telemetry telemetry,
            int maxBodySize) {
        this.self = self;
        this.remote = remote;
        this.endpoints = endpoints;
        this.own = own;
        this.policies = policies;
        this.telemetry = telemetry;
        this.maxBodySize = maxBodySize;
    }

    Mono<InvokeResponse> dispatch(InvokeRequest request) {
        return Mono.defer(() -> {
            AppChannel endpoint = endpoints.find(request.appId());
            AppIdentity callee =
                    endpoint != null ? new AppIdentity(request.appId(), "") : TargetApp.parse(request.appId(), self);
            MethodPath path = pathOf(request);
            InvokeRequest clean = request.withMethod(path).withVerb(Verbs.canonical(request.verb()));
            if (clean.verb().equals("CONNECT")) {
                throw refused(request, "invalid HTTP verb");
            }
            Policy policy = policies.forApp(callee.appId(), path.decoded());
            return telemetry.sending(clean, traced -> gathered(traced, policy).flatMap(ready -> {
                if (endpoint != null) {
                    return policy.run(() -> endpoint.invoke(ready), outcomesFor(ready));
                }
                return TargetApp.isSame(callee, self)
                        ? policy.run(() -> toSelf(ready), outcomesFor(ready))
                        : toOther(callee, ready, policy);
            }));
        });
    }

    private static MethodPath pathOf(InvokeRequest request) {
        try {
            return request.path();
        } catch (InvalidMethodException e) {
            throw refused(request, Reason.of(e));
        }
    }

    /** In Dapr's words, which are those of gRPC wherever the call would have gone. */
    private static InlayException refused(InvokeRequest request, String reason) {
        return InlayException.of(
                ErrorCode.DIRECT_INVOKE, request.appId(), "rpc error: code = InvalidArgument desc = " + reason);
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
                        request.appId(),
                        "cannot invoke local endpoint: app channel not initialized"))
                : channel.invoke(request)
                        .onErrorMap(error -> new InlayException(
                                ErrorCode.DIRECT_INVOKE,
                                ErrorCode.DIRECT_INVOKE.text(request.appId(), Reason.of(error)),
                                error));
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
