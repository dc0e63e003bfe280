package dev.inlay.controlplane.program;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * Makes one of several replicas the leader, by a Lease of Kubernetes, with the times of Dapr's operator. Who has lost the
 * lead takes part again. Thread-safe.
 */
public final class LeaderElection implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.leader");

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final LeaderElector elector;
    private final String lease;
    private volatile @Nullable CompletableFuture<?> candidacy;
    private volatile boolean leading;
    private volatile boolean anyLeader;
    private volatile boolean disposed;

    /**
     * Does not take part yet.
     *
     * @param lease the name of the Lease, as {@code operator.dapr.io}
     * @param self tells this replica from the others, as the name of its pod
     * @param onLead called when it becomes the leader; may block
     * @param onLoss called when it is no longer; may block
     */
    public LeaderElection(
            KubernetesClient client, String namespace, String lease, String self, Runnable onLead, Runnable onLoss) {
        this.lease = lease;
        LeaderCallbacks callbacks = new LeaderCallbacks(
                () -> {
                    leading = true;
                    LOG.info("{} is now the leader ({})", self, lease);
                    onLead.run();
                },
                () -> {
                    if (leading) {
                        leading = false;
                        LOG.warn("{} is no longer the leader ({})", self, lease);
                        onLoss.run();
                    }
                },
                leader -> {
                    anyLeader = true;
                    LOG.debug("The leader is {} ({})", leader, lease);
                });
        this.elector = client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(lease)
                        .withLock(new LeaseLock(namespace, lease, self))
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(callbacks)
                        .build())
                .build();
    }

    /** Takes part from now on. */
    public void begin() {
        candidacy = elector.start().whenComplete((done, error) -> {
            if (!disposed) {
                LOG.debug("Taking part in the election of {} again", lease);
                begin();
            }
        });
    }

    /** Whether this replica leads. */
    public boolean isLeading() {
        return leading;
    }

    /** Whether any replica has led since this one takes part; if none does for long, the Lease cannot be had. */
    public boolean hasLeader() {
        return anyLeader;
    }

    /** Takes no part any more; hands the lead over if it has it. */
    @Override
    public void dispose() {
        disposed = true;
        CompletableFuture<?> taking = candidacy;
        if (taking != null) {
            taking.cancel(true);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
