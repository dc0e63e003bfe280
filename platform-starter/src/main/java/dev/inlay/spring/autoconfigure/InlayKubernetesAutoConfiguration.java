package dev.inlay.spring.autoconfigure;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.reload.HotReload;
import dev.inlay.component.reload.ReloadListener;
import dev.inlay.component.reload.ResourceChange;
import dev.inlay.operator.ControlPlane;
import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.spring.InlayProperties;
import dev.inlay.spring.InlayRuntimeCustomizer;
import dev.inlay.spring.lifecycle.ControlPlaneStart;
import dev.inlay.time.TimeSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * In a pod of a cluster with Dapr's control plane: identity from sentry, manifests from the operator, secrets and name
 * resolution of Kubernetes, as beside a sidecar. The injector sets what is needed in the environment of the pod.
 */
@AutoConfiguration(after = InlayAutoConfiguration.class)
@ConditionalOnProperty(name = "inlay.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "inlay.kubernetes.enabled")
public class InlayKubernetesAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(InlayKubernetesAutoConfiguration.class);

    private static final String ANCHORS = "DAPR_TRUST_ANCHORS";

    /** What only another start brings in is said; what is broken shows in the application's health. */
    private enum Told implements ReloadListener {
        INSTANCE;

        @Override
        public void restartNeeded(List<ResourceChange> changes) {
            changes.forEach(change -> LOG.warn(
                    "{} '{}' of the cluster was {}; that holds from the next start of this application on",
                    change.kind(),
                    change.name(),
                    change.type().name().toLowerCase(Locale.ROOT)));
        }

        @Override
        public void componentFailed(Throwable failure) {
            LOG.debug("a component that was reloaded failed", failure);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    ControlPlane inlayControlPlane(InlayProperties properties, AppIdentity app, Environment environment) {
        InlayProperties.Kubernetes settings = properties.kubernetes();
        String anchors = environment.getProperty(ANCHORS);
        if (!StringUtils.hasText(anchors)) {
            throw new InvalidConfigurationPropertyValueException(
                    "inlay.kubernetes.enabled",
                    true,
                    "Trust anchors are required: the environment variable " + ANCHORS
                            + " must hold the roots of the control plane as PEM. The injector sets it in pods with the"
                            + " annotations dapr.io/enabled: \"true\" and inlay.dev/runtime: embedded.");
        }
        ControlPlaneOptions options = new ControlPlaneOptions(
                true,
                settings.mtlsEnabled(),
                required("control-plane-address", settings.controlPlaneAddress(), "the operator"),
                required("sentry-address", settings.sentryAddress(), "sentry"),
                environment.getProperty("DAPR_CONTROLPLANE_NAMESPACE", settings.controlPlaneNamespace()),
                environment.getProperty("DAPR_CONTROLPLANE_TRUST_DOMAIN", settings.controlPlaneTrustDomain()),
                anchors,
                StringUtils.hasText(settings.configuration()) ? settings.configuration() : null,
                settings.secretStore(),
                List.of());
        try {
            return new ControlPlane(options, app, environment::getProperty, TimeSource.system());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(ANCHORS, "…", e.getMessage());
        }
    }

    private static String required(String property, @Nullable String value, String what) {
        if (!StringUtils.hasText(value)) {
            throw new InvalidConfigurationPropertyValueException(
                    "inlay.kubernetes." + property, value, "Host and port of " + what + " are required.");
        }
        return value;
    }

    @Bean
    @ConditionalOnMissingBean
    ControlPlaneStart inlayControlPlaneStart(ControlPlane controlPlane) {
        return new ControlPlaneStart(controlPlane);
    }

    @Bean
    @ConditionalOnMissingBean(name = "inlayRuntimeInCluster")
    @Order(Ordered.HIGHEST_PRECEDENCE)
    InlayRuntimeCustomizer inlayRuntimeInCluster(
            ControlPlaneStart start, InlayProperties properties, Environment environment) {
        RuntimeDescription description = new RuntimeDescription(properties, environment);
        return builder -> {
            start.membership().applyTo(builder);
            builder.readiness(start.readiness())
                    .hotReload(Told.INSTANCE, HotReload.DEFAULT_PERIOD)
                    .reloadsPoliciesAndEndpoints();
            if (description.choosesNameResolver()) {
                builder.defaultNameResolver(description.nameResolver());
            }
        };
    }
}
