package dev.inlay.api.grpc;

import dev.inlay.api.ApiRules;
import dev.inlay.api.ApiRules.Protocol;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets in who shows the API token, and only to what is offered. The token goes no further. */
final class CallGuard implements ServerInterceptor {

    private static final Metadata.Key<String> TOKEN =
            Metadata.Key.of("dapr-api-token", Metadata.ASCII_STRING_MARSHALLER);

    private final byte @Nullable [] token;
    private final ApiRules rules;
    private final Map<String, ApiGroup> groups;

    /**
     * @param token what callers must show; null or empty for nothing
     * @param groups the methods that rules are about, by their full names; all others are offered
     */
    CallGuard(@Nullable String token, ApiRules rules, Map<String, ApiGroup> groups) {
        this.token = token == null || token.isEmpty() ? null : token.getBytes(StandardCharsets.UTF_8);
        this.rules = rules;
        this.groups = groups;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (token != null) {
            String shown = headers.get(TOKEN);
            if (shown == null) {
                return refuse(call, HttpOutcome.error(401, "missing api token in request metadata"));
            } else if (!MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8))) {
                return refuse(call, HttpOutcome.error(401, "authentication error: api token mismatch"));
            }
            headers.discardAll(TOKEN);
        }
        ApiGroup group = groups.get(call.getMethodDescriptor().getFullMethodName());
        return group == null || rules.allow(Protocol.GRPC, group.version(), group.name())
                ? next.startCall(call, headers)
                : refuse(call, HttpOutcome.error(501, "requested endpoint is not available"));
    }

    private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, StatusRuntimeException error) {
        call.close(error.getStatus(), Objects.requireNonNullElseGet(error.getTrailers(), Metadata::new));
        return new ServerCall.Listener<>() {};
    }
}
