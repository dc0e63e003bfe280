package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.program.Readiness;
import dev.inlay.controlplane.webhook.CaBundle;
import dev.inlay.controlplane.webhook.WebhookServer;
import dev.inlay.identity.IdentityTls;
import dev.inlay.identity.WorkloadIdentity;
import dev.inlay.time.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.netty.resources.LoopResources;

/** Serves the conversion of subscriptions, and tells the API server where it is and by which roots it knows it. */
final class ConversionWebhook {

    private static final Logger LOG = LoggerFactory.getLogger("dapr.operator");
    private static final String CRD = "subscriptions.dapr.io";

    private final KubernetesClient client;
    private final String namespace;
    private final InetSocketAddress listen;
    private final LoopResources loops;
    private final TimeSource time;
    private final @Nullable CaBundle bundle;
    private final Disposable.Swap keeping = Disposables.swap();
    private final AtomicReference<@Nullable WebhookServer> server = new AtomicReference<>();

    /**
     * Does nothing yet.
     *
     * @param namespace the control plane's
     * @param listen where it is served
     * @param enabled whether it is
     */
    ConversionWebhook(
            KubernetesClient client,
            String namespace,
            InetSocketAddress listen,
            boolean enabled,
            Readiness readiness,
            LoopResources loops,
            TimeSource time) {
        this.client = client;
        this.namespace = namespace;
        this.listen = listen;
        this.loops = loops;
        this.time = time;
        this.bundle = enabled
                ? new CaBundle(
                        "CRD \"" + CRD + "\"",
                        "dapr.operator",
                        this::patch,
                        readiness.target("the roots in CRD " + CRD),
                        time)
                : null;
    }

    /** Begins, if it is not switched off. Fails if the port is taken. */
    void start(WorkloadIdentity identity) {
        if (bundle == null) {
            LOG.info("Webhooks are disabled, skipping");
            return;
        }
        WebhookServer next = new WebhookServer(
                "the operator's webhook",
                listen,
                loops,
                () -> new IdentityTls(identity, time).httpsServer(),
                "convert",
                SubscriptionConversion::answer,
                "dapr.operator");
        try {
            InetSocketAddress address = next.start().toFuture().join();
            LOG.info("Conversion webhook for subscriptions is listening on {}", address);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
        server.set(next);
        keeping.update(bundle.keep(identity.anchors()));
    }

    private void patch(String caBundle) {
        String path = "/spec/conversion/webhook/clientConfig/";
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(CRD)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"" + path + "service/namespace\",\"value\":\"" + namespace
                                + "\"},{\"op\":\"replace\",\"path\":\"" + path + "caBundle\",\"value\":\"" + caBundle
                                + "\"}]");
    }

    void stop() {
        keeping.update(Disposables.disposed());
        WebhookServer now = server.getAndSet(null);
        if (now != null) {
            now.stop().toFuture().join();
        }
    }
}
