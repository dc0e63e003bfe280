package dev.inlay.controlplane.injector;

import dev.inlay.controlplane.program.Phases;
import dev.inlay.controlplane.program.Readiness;
import dev.inlay.controlplane.webhook.CaBundle;
import dev.inlay.controlplane.webhook.WebhookServer;
import dev.inlay.error.AddressUnavailableException;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.metrics.ProgramMetrics;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.netty.resources.LoopResources;

/** The role: serves the webhook, and keeps the API server informed of the roots by which it knows it. Thread-safe. */
final class Injector implements SmartLifecycle {

    private static final String SCOPE = "dapr.injector.service";
    private static final Logger LOG = LoggerFactory.getLogger(SCOPE);
    private static final String WEBHOOK = "dapr-sidecar-injector";

    private final WorkloadIdentity identity;
    private final KubernetesClient client;
    private final Readiness.Target target;
    private final CaBundle bundle;
    private final WebhookServer server;
    private final Disposable.Swap keeping = Disposables.swap();
    private volatile boolean running;

    /**
     * Does nothing yet.
     *
     * @param listen where the webhook is served
     * @param identity there by the time this starts
     * @throws IllegalArgumentException if an allowed service account has no proper form
     */
    Injector(
            InjectorSettings settings,
            InetSocketAddress listen,
            WorkloadIdentity identity,
            KubernetesClient client,
            ProgramMetrics metrics,
            Readiness readiness,
            LoopResources loops,
            TimeSource time) {
        this.identity = identity;
        this.client = client;
        this.target = readiness.target("the injector's webhook");
        this.bundle = new CaBundle(
                "MutatingWebhookConfiguration \"" + WEBHOOK + "\"",
                "dapr.injector",
                this::patchWebhook,
                readiness.target("the roots in MutatingWebhookConfiguration " + WEBHOOK),
                time);
        InjectorMetrics counts = new InjectorMetrics(metrics);
        KubernetesFacts facts = new KubernetesFacts(
                client, settings.namespace(), () -> identity.anchors().pem());
        AdmissionReviews reviews =
                new AdmissionReviews(settings, requesters(settings, facts), facts::situation, counts);
        this.server = new WebhookServer(
                "the injector's webhook",
                listen,
                loops,
                () -> new IdentityTls(identity, time).httpsServer(),
                "mutate",
                review -> {
                    counts.requested();
                    return reviews.answer(review);
                },
                SCOPE);
    }

    private static Requesters requesters(InjectorSettings settings, KubernetesFacts facts) {
        Requesters requesters = Requesters.of(settings.allowedServiceAccounts());
        try {
            return requesters.withUids(facts.uids(requesters));
        } catch (KubernetesClientException e) {
            LOG.warn("The service accounts cannot be listed, so requesters are known by name only: {}", e.getMessage());
            return requesters;
        }
    }

    /** @throws AddressUnavailableException if the port is taken */
    @Override
    public void start() {
        try {
            LOG.info(
                    "Sidecar injector is listening on {}, patching Dapr-enabled pods",
                    server.start().toFuture().join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof AddressUnavailableException taken) {
                throw taken;
            }
            throw e;
        }
        running = true;
        target.ready();
        keeping.update(bundle.keep(identity.anchors()));
    }

    private void patchWebhook(String caBundle) {
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WEBHOOK)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"/webhooks/0/clientConfig/caBundle\",\"value\":\"" + caBundle
                                + "\"}]");
    }

    /** The port of the webhook; 0 while there is none. */
    int port() {
        return server.port();
    }

    @Override
    public void stop() {
        running = false;
        keeping.update(Disposables.disposed());
        target.awaited("it is shutting down");
        LOG.info("Sidecar injector is shutting down");
        server.stop().toFuture().join();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phases.ROLES;
    }
}
