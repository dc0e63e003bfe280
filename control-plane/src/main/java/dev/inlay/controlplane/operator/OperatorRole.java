package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.program.LeaderElection;
import dev.inlay.controlplane.program.Phases;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.error.AddressUnavailableException;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.Peers;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.time.TimeSource;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.scheduler.Schedulers;

/**
 * The role: every replica serves the API and the conversion of subscriptions; what writes to the cluster runs on the leader.
 */
final class OperatorRole implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator");
    private static final Logger API_LOG = LoggerFactory.getLogger("dapr.operator.api");

    /** How long streams have to end before they are cut. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(10);

    private final InetSocketAddress listen;
    private final WorkloadIdentity identity;
    private final OperatorService service;
    private final Resources resources;
    private final ConversionWebhook webhook;
    private final LeaderDuties duties;
    private final @Nullable LeaderElection election;
    private final Readiness.Target target;
    private final TimeSource time;
    private volatile @Nullable Server server;

    /**
     * Does nothing yet.
     *
     * @param listen where the API is served
     * @param identity there by the time this starts
     * @param election null if this replica always leads
     */
    OperatorRole(
            InetSocketAddress listen,
            WorkloadIdentity identity,
            OperatorService service,
            Resources resources,
            ConversionWebhook webhook,
            LeaderDuties duties,
            @Nullable LeaderElection election,
            Readiness readiness,
            TimeSource time) {
        this.listen = listen;
        this.identity = identity;
        this.service = service;
        this.resources = resources;
        this.webhook = webhook;
        this.duties = duties;
        this.election = election;
        this.target = readiness.target("the operator's API");
        this.time = time;
    }

    /** @throws AddressUnavailableException if a port is taken */
    @Override
    public void start() {
        LOG.info("Dapr Operator is starting");
        resources.start();
        LOG.info("Starting API server");
        Server next = NettyServerBuilder.forAddress(listen, new IdentityTls(identity, time).server(Peers.any()))
                // Secrets are read and pods listed, which blocks.
                .executor(task -> Schedulers.boundedElastic().schedule(task))
                .permitKeepAliveTime(LEAST_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new Callers())
                .addService(service)
                .build();
        try {
            next.start();
        } catch (IOException e) {
            throw new AddressUnavailableException(
                    "the operator's API", listen.getHostString() + ":" + listen.getPort(), e);
        }
        server = next;
        API_LOG.info("Starting gRPC server on :{}", next.getPort());
        webhook.start(identity);
        target.ready();
        if (election == null) {
            Schedulers.boundedElastic().schedule(duties::begin);
        } else {
            election.begin();
        }
        LOG.info("Dapr Operator started");
    }

    /** The port of the API; 0 while it is not served. */
    int port() {
        Server now = server;
        return now == null ? 0 : now.getPort();
    }

    @Override
    public void stop() {
        LOG.info("Dapr Operator is shutting down");
        target.awaited("it is shutting down");
        service.shutDown();
        Server now = server;
        server = null;
        if (now != null) {
            now.shutdown();
            end(now);
        }
        if (election != null) {
            election.dispose();
        }
        duties.end();
        webhook.stop();
        resources.stop();
    }

    private static void end(Server server) {
        try {
            if (!server.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    @Override
    public int getPhase() {
        return Phases.ROLES;
    }
}
