package dev.inlay.controlplane.sentry;

import com.nimbusds.jose.JWSAlgorithm;
import dev.inlay.controlplane.program.KubernetesAccess;
import dev.inlay.controlplane.program.LeaderElection;
import dev.inlay.controlplane.program.LocalSentry;
import dev.inlay.controlplane.program.Phases;
import dev.inlay.controlplane.program.ProgramEnvironment;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.controlplane.sentry.SignCertificateService.JwtRules;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.KeyKind;
import dev.inlay.identity.SpiffeId;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.peer.GrpcListener;
import dev.inlay.program.log.HostName;
import dev.inlay.protocol.sentry.v1.SignCertificateRequest.TokenValidator;
import dev.inlay.telemetry.GrpcCalls;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** Sentry: opens the authority, listens, follows changes of what is kept, and rotates the root if it is the leader. */
final class SentryServer implements SmartLifecycle, LocalSentry {

    private static final Logger LOG = LoggerFactory.getLogger(SentryScopes.SENTRY);
    private static final Logger SERVER = LoggerFactory.getLogger(SentryScopes.SERVER);

    private static final Duration FILES_PERIOD = Duration.ofSeconds(2);
    private static final Duration SECRET_PERIOD = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(2);

    /** After how many looks somebody should have become the leader. */
    private static final int PATIENCE = 3;

    private static final int MESSAGE_SIZE = 4 << 20;
    private static final String LEASE = "sentry.inlay.dev";

    private final SentryOptions options;
    private final ProgramEnvironment environment;
    private final ObjectProvider<KubernetesClient> kubernetes;
    private final Readiness.Target target;
    private final ProgramMetrics metrics;
    private final LoopResources loops;
    private final ServiceHosts hosts;
    private final TimeSource time;
    private final Disposable.Composite background = Disposables.composite();
    private volatile @Nullable Issuing issuing;
    private @Nullable GrpcListener listener;
    private @Nullable OidcServer oidc;
    private volatile int port;
    private volatile boolean running;

    private record Issuing(CertificateAuthority ca, SentrySettings settings) {}

    SentryServer(
            SentryOptions options,
            ProgramEnvironment environment,
            ObjectProvider<KubernetesClient> kubernetes,
            Readiness readiness,
            ProgramMetrics metrics,
            LoopResources loops,
            TimeSource time) {
        this.options = options;
        this.environment = environment;
        this.kubernetes = kubernetes;
        this.target = readiness.target("sentry");
        this.metrics = metrics;
        this.loops = loops;
        this.hosts = new ServiceHosts(
                options.self().namespace(),
                ServiceHosts.clusterDomain(options.self().trustDomain()));
        this.time = time;
    }

    /** @throws StartFailure if it cannot */
    @Override
    public void start() {
        if (options.kubernetes()) {
            KubernetesAccess.refuseRoot(environment, SentryScopes.SENTRY);
        }
        SentrySettings settings = options.kubernetes()
                ? SentrySettings.ofObject(
                        kubernetes.getObject(),
                        Optional.ofNullable(environment.apply("NAMESPACE")).orElse("dapr-system"),
                        options.flags().text("config"))
                : SentrySettings.ofFile(options.flags().text("config"));
        Map<TokenValidator, Validator> validators = validators(settings);
        CertificateAuthority authority = open(settings);
        LOG.info("CA certificate key pair ready");
        validators
                .keySet()
                .forEach(name -> LOG.info("Using validator '{}'", name.name().toLowerCase(Locale.ROOT)));
        try {
            listen(settings, validators, authority);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
        issuing = new Issuing(authority, settings);
        follow(authority);
        running = true;
        target.ready();
    }

    private CertificateAuthority open(SentrySettings settings) {
        BundleStore store;
        if (options.kubernetes()) {
            LOG.info("Using kubernetes secret store for trust bundle storage");
            store = new KubernetesStore(kubernetes.getObject(), options.self().namespace(), options.keyNames(), time);
        } else {
            LOG.info("Using local file system for trust bundle storage");
            store = new FileStore(options.folder(), options.fileNames());
        }
        RootRotation.Times times = RootRotation.Times.of(
                options.flags().duration("root-validity"), settings.workloadTtl(), settings.clockSkew());
        JwtKeys keys = options.issuesJwts()
                ? new JwtKeys(
                        JWSAlgorithm.parse(options.flags().text("jwt-signing-algorithm")),
                        options.flags().text("jwt-key-id"))
                : null;
        CertificateAuthority opened = new CertificateAuthority(
                store, new RootRotation(options.self().trustDomain(), options.self(), times), keys, metrics, time);
        opened.open();
        return opened;
    }

    private Map<TokenValidator, Validator> validators(SentrySettings settings) {
        Map<TokenValidator, Validator> validators = new EnumMap<>(TokenValidator.class);
        for (SentrySettings.ValidatorSettings wanted : settings.validators()) {
            if (!wanted.name().equals("jwks")) {
                throw new StartFailure(
                        SentryScopes.SENTRY,
                        "invalid token validator name: '" + wanted.name() + "'; supported values: 'jwks'");
            }
            LOG.info("Adding validator 'jwks' with custom options from config");
            validators.put(TokenValidator.JWKS, new JwksValidator(wanted.options(), options.self(), time));
        }
        if (options.kubernetes()) {
            LOG.info("Adding validator 'kubernetes'");
            validators.put(TokenValidator.KUBERNETES, new KubernetesValidator(kubernetes.getObject(), options.self()));
        } else if (validators.isEmpty()) {
            LOG.info("Adding validator 'insecure'");
            validators.put(TokenValidator.INSECURE, new InsecureValidator());
        }
        return validators;
    }

    private TokenValidator standard(Map<TokenValidator, Validator> validators) {
        if (options.kubernetes()) {
            return TokenValidator.KUBERNETES;
        }
        return validators.containsKey(TokenValidator.INSECURE) ? TokenValidator.INSECURE : TokenValidator.UNKNOWN;
    }

    private void listen(
            SentrySettings settings, Map<TokenValidator, Validator> validators, CertificateAuthority authority) {
        JwtRules jwt = options.issuesJwts()
                ? new JwtRules(
                        options.flags().text("jwt-issuer"), options.flags().duration("jwt-ttl"))
                : null;
        SignCertificateService service = new SignCertificateService(
                authority,
                validators,
                standard(validators),
                new SignCertificateService.Rules(settings, hosts, jwt),
                metrics,
                time);
        OwnIdentity identity = new OwnIdentity(options.self(), KeyKind.ED25519, List.of(), authority, settings, time);
        GrpcListener opened = new GrpcListener(
                "sentry",
                options.listen(),
                new IdentityTls(identity, time).openServer(),
                loops,
                MESSAGE_SIZE,
                GrpcCalls.NONE,
                time,
                builder -> builder.addService(service));
        listener = opened;
        SocketAddress address = opened.start().toFuture().join();
        port = ((InetSocketAddress) address).getPort();
        SERVER.info("Running gRPC server on port {}", port);
        if (options.flags().isOn("oidc-enabled")) {
            OidcServer discovery = new OidcServer(options.oidc(), authority::jwks, loops);
            oidc = discovery;
            discovery.start().toFuture().join();
        } else {
            LOG.info("OIDC HTTP server is disabled");
        }
    }

    private void follow(CertificateAuthority authority) {
        boolean rotates = options.flags().isOn("root-rotation");
        LeaderElection election = rotates && options.kubernetes() ? election() : null;
        Duration period = options.kubernetes() ? SECRET_PERIOD : FILES_PERIOD;
        background.add(Flux.interval(period, time.scheduler())
                .onBackpressureDrop()
                .concatMap(
                        tick -> Mono.fromRunnable(() -> {
                                    if (tick == PATIENCE && election != null && !election.hasLeader()) {
                                        LOG.warn(
                                                "Nobody leads {}, so the root does not rotate by itself (expected: leave to"
                                                        + " get, create and update Leases in {}; or --root-rotation=false)",
                                                LEASE,
                                                options.self().namespace());
                                    }
                                    look(authority, rotates, election);
                                })
                                .subscribeOn(Schedulers.boundedElastic())
                                .onErrorResume(error -> {
                                    LOG.warn("The trust bundle was not looked at: {}", error.getMessage());
                                    return Mono.empty();
                                }),
                        1)
                .subscribe());
    }

    private static void look(CertificateAuthority authority, boolean rotates, @Nullable LeaderElection election) {
        authority.reload();
        if (rotates && (election == null || election.isLeading())) {
            authority.rotate();
        }
    }

    private LeaderElection election() {
        LeaderElection election = new LeaderElection(
                kubernetes.getObject(), options.self().namespace(), LEASE, HostName.current(), () -> {}, () -> {});
        election.begin();
        background.add(election);
        return election;
    }

    /** With keys on the curve P-256: API servers may refuse Ed25519 of webhooks, and RSA keys take their time. */
    @Override
    public WorkloadIdentity identity(String appId) {
        Issuing now = issuing;
        if (now == null) {
            throw new IllegalStateException("sentry has not started (expected: use after phase " + Phases.SENTRY + ")");
        }
        SpiffeId id = new SpiffeId(options.self().trustDomain(), options.self().namespace(), appId);
        return new OwnIdentity(id, KeyKind.ECDSA, hosts.of(id), now.ca, now.settings, time);
    }

    /** The port it listens on; 0 while it does not. */
    int port() {
        return port;
    }

    @Override
    public void stop() {
        running = false;
        background.dispose();
        SERVER.info("Shutting down gRPC server");
        if (listener != null) {
            listener.stop(STOP).toFuture().join();
        }
        if (oidc != null) {
            oidc.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phases.SENTRY;
    }
}
