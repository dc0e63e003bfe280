package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import dev.inlay.message.MessageHeaders;

/**
 * The header fields by which a callee learns who calls. What a request already says in their place is overwritten, or,
 * with the {@code Forwarded} family, added to.
 */
final class CallerHeaders {

    static final String CALLER_APP_ID = "dapr-caller-app-id";
    static final String CALLER_NAMESPACE = "dapr-caller-namespace";
    static final String CALLEE_APP_ID = "dapr-callee-app-id";

    /** What Dapr calls the namespace where none is set. */
    private static final String DEFAULT_NAMESPACE = "default";

    private final AppIdentity self;
    private final HostAddress host;
    private final String forwarded;

    CallerHeaders(AppIdentity self, HostAddress host) {
        this.self = self;
        this.host = host;
        String node = host.address().indexOf(':') >= 0 ? "\"[" + host.address() + "]\"" : host.address();
        this.forwarded = "for=" + node + ";by=" + node + ";host=" + host.name();
    }

    MessageHeaders addTo(MessageHeaders headers, AppIdentity callee) {
        return headers.toBuilder()
                .add("X-Forwarded-For", host.address())
                .add("X-Forwarded-Host", host.name())
                .add("Forwarded", forwarded)
                .set("destination-app-id", callee.appId())
                .set(CALLER_APP_ID, self.appId())
                .set(CALLER_NAMESPACE, self.namespace().isEmpty() ? DEFAULT_NAMESPACE : self.namespace())
                .set(CALLEE_APP_ID, callee.appId())
                .build();
    }
}
