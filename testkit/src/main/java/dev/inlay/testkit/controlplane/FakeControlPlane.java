package dev.inlay.testkit.controlplane;

import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Peers;
import dev.inlay.identity.SpiffeId;
import dev.inlay.testkit.identity.TestAuthority;
import dev.inlay.testkit.identity.TestWorkload;
import dev.inlay.time.TimeSource;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sentry and operator in this process, on ports of loopback, with real certificates: for tests of what instances do with
 * their control plane, and when they lose it. Its trust domain is {@code cluster.local}, its namespace {@code dapr-system}.
 * Thread-safe.
 */
public final class FakeControlPlane implements AutoCloseable {

    public static final String TRUST_DOMAIN = "cluster.local";
    public static final String NAMESPACE = "dapr-system";

    private final TestAuthority authority;
    private final IdentityTls sentryTls;
    private final IdentityTls operatorTls;
    private final FakeSentry sentry;
    private final FakeOperator operator = new FakeOperator();
    private @Nullable Server sentryServer;
    private @Nullable Server operatorServer;
    private int sentryPort;
    private int operatorPort;

    private FakeControlPlane(TimeSource time) {
        this.authority = TestAuthority.create(TRUST_DOMAIN, time.now());
        this.sentry = new FakeSentry(authority, time.now());
        this.sentryTls = tls("dapr-sentry", time);
        this.operatorTls = tls("dapr-operator", time);
    }

    private IdentityTls tls(String program, TimeSource time) {
        SpiffeId id = new SpiffeId(TRUST_DOMAIN, NAMESPACE, program);
        return new IdentityTls(new TestWorkload(authority.issue(id), authority.anchors()), time);
    }

    /** A control plane that listens. */
    public static FakeControlPlane start() {
        FakeControlPlane made = new FakeControlPlane(TimeSource.system());
        made.startSentry();
        made.startOperator();
        return made;
    }

    /** Opens sentry's port, the same each time. */
    public synchronized void startSentry() {
        Server opened = open(sentryPort, sentryTls.openServer(), sentry);
        sentryPort = opened.getPort();
        sentryServer = opened;
    }

    /** Opens the operator's port, the same each time. */
    public synchronized void startOperator() {
        operator.forgetWatchers();
        Server opened = open(operatorPort, operatorTls.server(Peers.any()), operator);
        operatorPort = opened.getPort();
        operatorServer = opened;
    }

    private static Server open(int port, ServerCredentials credentials, BindableService service) {
        try {
            return NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts all connections to sentry. */
    public synchronized void stopSentry() {
        stop(sentryServer);
        sentryServer = null;
    }

    /** Cuts all connections to the operator. */
    public synchronized void stopOperator() {
        stop(operatorServer);
        operatorServer = null;
    }

    private static void stop(@Nullable Server server) {
        if (server != null) {
            try {
                server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Host and port. */
    public String sentryAddress() {
        return "127.0.0.1:" + sentryPort;
    }

    /** Host and port. */
    public String operatorAddress() {
        return "127.0.0.1:" + operatorPort;
    }

    /** How many certificates have been issued. */
    public int certificates() {
        return sentry.issued();
    }

    /** The root as PEM. */
    public String trustAnchors() {
        return authority.anchorsPem();
    }

    /** Who certifies. */
    public TestAuthority authority() {
        return authority;
    }

    /** What the injector would set for an application of the namespace {@code shop}. */
    public Map<String, String> environment() {
        return Map.of(
                "NAMESPACE",
                "shop",
                "DAPR_HOST_IP",
                "127.0.0.1",
                "DAPR_TRUST_ANCHORS",
                trustAnchors(),
                "DAPR_CONTROLPLANE_NAMESPACE",
                NAMESPACE,
                "DAPR_CONTROLPLANE_TRUST_DOMAIN",
                TRUST_DOMAIN,
                "DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK",
                "true");
    }

    /**
     * Creates or changes an object of the cluster; who watches is told.
     *
     * @param kind as {@code Component}
     * @param json the object
     */
    public void put(String kind, String name, String json) {
        operator.put(kind, name, json);
    }

    /** Deletes an object; who watches is told. */
    public void remove(String kind, String name) {
        operator.remove(kind, name);
    }

    /** How many streams follow a kind. */
    public int watchers(String kind) {
        return operator.watchers(kind);
    }

    @Override
    public void close() {
        stopOperator();
        stopSentry();
    }
}
