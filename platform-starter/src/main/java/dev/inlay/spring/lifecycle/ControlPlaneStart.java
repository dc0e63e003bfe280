package dev.inlay.spring.lifecycle;

import dev.inlay.health.Readiness;
import dev.inlay.health.WaitingReport;
import dev.inlay.operator.ControlPlane;
import dev.inlay.operator.Membership;
import dev.inlay.time.TimeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;

/**
 * Waits, while the context is built, for what the application cannot start without: its identity and its manifests. Every
 * few seconds a line says what is awaited.
 */
public final class ControlPlaneStart implements DisposableBean {

    private final ControlPlane controlPlane;
    private final Readiness readiness = new Readiness();
    private final Disposable report;
    private @Nullable Membership membership;

    public ControlPlaneStart(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        this.report = WaitingReport.begin(readiness, TimeSource.system());
    }

    /** Who is ready, for the runtime to go on with. */
    public Readiness readiness() {
        return readiness;
    }

    /**
     * What the control plane has given. Waits the first time; not for an event loop.
     *
     * @throws dev.inlay.identity.IdentityUnavailableException if sentry gives no certificate
     * @throws dev.inlay.operator.OperatorUnavailableException if the operator gives no manifests
     */
    public synchronized Membership membership() {
        Membership known = membership;
        if (known == null) {
            known = Objects.requireNonNull(controlPlane.connect(readiness).block());
            membership = known;
        }
        return known;
    }

    @Override
    public void destroy() {
        report.dispose();
        controlPlane.close();
    }
}
