package dev.inlay.controlplane.operator;

import dev.inlay.controlplane.operator.ServiceReconciler.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Watches the kinds of workloads that get a Service, while this replica leads. Thread-safe. */
final class ServiceReconcilers {

    private static final int PARALLEL = 20;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final String namespace;
    private final boolean rollouts;
    private final WorkloadEvents events;
    private final OperatorMetrics metrics;
    private @Nullable Operator operator;

    /**
     * Nothing is watched yet.
     *
     * @param namespace empty for all
     * @param rollouts whether those of Argo are watched, too
     */
    ServiceReconcilers(
            KubernetesClient client,
            String namespace,
            boolean rollouts,
            WorkloadEvents events,
            OperatorMetrics metrics) {
        this.client = client;
        this.namespace = namespace;
        this.rollouts = rollouts;
        this.events = events;
        this.metrics = metrics;
    }

    /** Begins to watch. Blocks until all workloads are known. */
    synchronized void start() {
        Operator next = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(PARALLEL)
                .withStopOnInformerErrorDuringStartup(false));
        next.register(new Deployments(services(Deployments::read)), this::configure);
        next.register(new StatefulSets(services(StatefulSets::read)), this::configure);
        if (rollouts) {
            next.register(new Rollouts(services(Rollouts::read)), this::configure);
        }
        operator = next;
        next.start();
    }

    synchronized void stop() {
        Operator now = operator;
        operator = null;
        if (now != null) {
            now.stop();
        }
    }

    private <T extends HasMetadata> ServiceReconciler<T> services(Function<T, Workload> read) {
        return new ServiceReconciler<>(client, read, events, metrics);
    }

    private void configure(ControllerConfigurationOverrider<?> overrider) {
        // The API server comes back, some day.
        overrider.withRetry(new GenericRetry()
                .setInitialInterval(FIRST_RETRY.toMillis())
                .setMaxInterval(LAST_RETRY.toMillis())
                .withoutMaxAttempts());
        if (namespace.isEmpty()) {
            overrider.watchingAllNamespaces();
        } else {
            overrider.settingNamespace(namespace);
        }
    }

    private static Workload workload(@Nullable PodTemplateSpec template, @Nullable LabelSelector selector) {
        ObjectMeta metadata = template == null ? null : template.getMetadata();
        Map<String, String> labels = selector == null ? null : selector.getMatchLabels();
        return new Workload(metadata == null ? null : metadata.getAnnotations(), labels == null ? Map.of() : labels);
    }

    /** Deployments. */
    static final class Deployments implements Reconciler<Deployment> {
        private final ServiceReconciler<Deployment> services;

        Deployments(ServiceReconciler<Deployment> services) {
            this.services = services;
        }

        static Workload read(Deployment deployment) {
            return workload(
                    deployment.getSpec().getTemplate(), deployment.getSpec().getSelector());
        }

        @Override
        public UpdateControl<Deployment> reconcile(Deployment deployment, Context<Deployment> context) {
            services.reconcile(deployment);
            return UpdateControl.noUpdate();
        }
    }

    /** StatefulSets. */
    static final class StatefulSets implements Reconciler<StatefulSet> {
        private final ServiceReconciler<StatefulSet> services;

        StatefulSets(ServiceReconciler<StatefulSet> services) {
            this.services = services;
        }

        static Workload read(StatefulSet set) {
            return workload(set.getSpec().getTemplate(), set.getSpec().getSelector());
        }

        @Override
        public UpdateControl<StatefulSet> reconcile(StatefulSet set, Context<StatefulSet> context) {
            services.reconcile(set);
            return UpdateControl.noUpdate();
        }
    }

    /** The part of Argo's Rollout that matters here. */
    static final class RolloutSpec {
        public @Nullable PodTemplateSpec template;
        public @Nullable LabelSelector selector;
    }

    /** Argo's Rollout. */
    @Group("argoproj.io")
    @Version("v1alpha1")
    static final class Rollout extends CustomResource<RolloutSpec, Void> implements Namespaced {
        private static final long serialVersionUID = 1;
    }

    /** Rollouts. */
    static final class Rollouts implements Reconciler<Rollout> {
        private final ServiceReconciler<Rollout> services;

        Rollouts(ServiceReconciler<Rollout> services) {
            this.services = services;
        }

        static Workload read(Rollout rollout) {
            RolloutSpec spec = rollout.getSpec();
            return spec == null ? workload(null, null) : workload(spec.template, spec.selector);
        }

        @Override
        public UpdateControl<Rollout> reconcile(Rollout rollout, Context<Rollout> context) {
            services.reconcile(rollout);
            return UpdateControl.noUpdate();
        }
    }
}
