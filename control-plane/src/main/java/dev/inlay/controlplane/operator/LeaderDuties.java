package dev.inlay.controlplane.operator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** What one replica does for all: it keeps the Services of applications and watches for pods without sidecar. Thread-safe. */
final class LeaderDuties {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator");

    private final @Nullable ServiceReconcilers services;
    private final @Nullable Watchdog watchdog;
    private final Disposable.Swap watching = Disposables.swap();

    /** Either is null if it is switched off. */
    LeaderDuties(@Nullable ServiceReconcilers services, @Nullable Watchdog watchdog) {
        this.services = services;
        this.watchdog = watchdog;
    }

    /** This replica leads now. Blocks until all workloads are known. */
    void begin() {
        if (watchdog != null) {
            watching.update(watchdog.start());
        }
        if (services != null) {
            try {
                services.start();
            } catch (RuntimeException e) {
                LOG.error("The services of applications cannot be kept: {}", e.getMessage());
            }
        }
    }

    /** It does not, any more. */
    void end() {
        watching.update(Disposables.disposed());
        if (services != null) {
            services.stop();
        }
    }
}
