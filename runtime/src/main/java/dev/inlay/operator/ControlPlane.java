package dev.inlay.operator;

import dev.inlay.component.AppIdentity;
import dev.inlay.health.Readiness;
import dev.inlay.identity.IdentityRequest;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.KeyPairs;
import dev.inlay.identity.Peers;
import dev.inlay.identity.RenewingIdentity;
import dev.inlay.identity.SentryClient;
import dev.inlay.identity.SentryTokens;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.TrustAnchors;
import dev.inlay.peer.PeerCredentials;
import dev.inlay.time.TimeSource;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The control plane of one process: who it is comes from sentry, in a cluster its manifests come from the operator. It lasts
 * as long as the process, across restarts of the runtime in it, so that once it is connected no loss of sentry or operator
 * stops the application. Thread-safe; nothing blocks.
 */
public final class ControlPlane {

    private static final Logger SECURITY = LoggerFactory.getLogger("dapr.runtime.security");
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private static final String DEFAULT_NAMESPACE = "default";
    private static final String OPERATOR = "dapr-operator";

    /** Go's servers cut who asks more often than every five minutes whether they are alive. */
    private static final long KEEP_ALIVE_MINUTES = 6;

    private final ControlPlaneOptions options;
    private final AppIdentity app;
    private final TrustAnchors anchors;
    private final UnaryOperator<@Nullable String> environment;
    private final TimeSource time;
    private final AtomicReference<@Nullable Connected> connected = new AtomicReference<>();

    /** What is there once sentry has answered. */
    private record Connected(
            RenewingIdentity identity,
            PeerCredentials credentials,
            @Nullable OperatorSource operator) {}

    /**
     * A control plane that nobody has connected to yet.
     *
     * @throws IllegalArgumentException if the trust anchors cannot be read
     */
    public ControlPlane(
            ControlPlaneOptions options,
            AppIdentity app,
            UnaryOperator<@Nullable String> environment,
            TimeSource time) {
        this.options = options;
        this.app = app;
        this.anchors = TrustAnchors.of(options.trustAnchors(), "the environment variable DAPR_TRUST_ANCHORS");
        this.environment = environment;
        this.time = time;
    }

    /**
     * Asks sentry for a certificate and, in a cluster, the operator for manifests. Once that has succeeded it is there at
     * once and does not fail any more.
     *
     * @param readiness hears what is awaited
     * @return fails with {@link dev.inlay.identity.IdentityUnavailableException} or {@link OperatorUnavailableException} if
     *     the application cannot start
     */
    public Mono<Membership> connect(Readiness readiness) {
        return Mono.defer(() -> {
            Readiness.Part security = readiness
                    .part("security-provider")
                    .awaiting("a certificate from sentry at " + options.sentryAddress());
            return identified().doOnNext(there -> security.ready()).flatMap(there -> member(there, readiness));
        });
    }

    private Mono<Connected> identified() {
        Connected present = connected.get();
        if (present != null) {
            return Mono.just(present);
        }
        SECURITY.info("Fetching initial identity");
        SpiffeId sentry = SentryClient.sentryOf(options.trustDomain(), options.namespace());
        IdentityRequest request = new IdentityRequest(
                app.appId(),
                app.namespace().isEmpty() ? DEFAULT_NAMESPACE : app.namespace(),
                "",
                KeyPairs.of(KeyKind.ED25519),
                options.jwtAudiences());
        SentryTokens tokens = new SentryTokens(environment, options.kubernetes());
        return RenewingIdentity.start(options.sentryAddress(), sentry, anchors, request, tokens, environment, time)
                .map(this::connected);
    }

    private Connected connected(RenewingIdentity identity) {
        SECURITY.info("Security is initialized successfully");
        IdentityTls tls = new IdentityTls(identity, time);
        Connected made = new Connected(
                identity,
                options.mtls() ? PeerCredentials.mutualTls(tls) : PeerCredentials.plaintext(),
                options.kubernetes() ? operator(tls) : null);
        connected.set(made);
        return made;
    }

    private OperatorSource operator(IdentityTls tls) {
        SpiffeId expected = new SpiffeId(options.trustDomain(), options.namespace(), OPERATOR);
        Supplier<ManagedChannel> connect = () -> NettyChannelBuilder.forTarget(
                        "dns:///" + options.operatorAddress(), tls.client(Peers.exactly(expected)))
                .directExecutor()
                .disableRetry()
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                .build();
        return new OperatorSource(options.operatorAddress(), app, options.configuration(), connect, time);
    }

    private Mono<Membership> member(Connected there, Readiness readiness) {
        OperatorSource operator = there.operator;
        if (operator == null) {
            return Mono.just(new Membership(options, there.credentials, null, null));
        }
        LOG.info("Initializing the operator client");
        Readiness.Part awaited = readiness.part("operator").awaiting(() -> {
            String problem = operator.problem();
            return "manifests from the operator at " + options.operatorAddress()
                    + (problem.isEmpty() ? "" : " (" + problem + ")");
        });
        return operator.load()
                .doOnNext(manifests -> awaited.ready())
                .map(manifests -> new Membership(options, there.credentials, operator, manifests));
    }

    /** Cuts all connections and renews the identity no more. */
    public void close() {
        Connected there = connected.getAndSet(null);
        if (there != null) {
            there.identity.dispose();
            if (there.operator != null) {
                there.operator.close();
            }
        }
    }
}
